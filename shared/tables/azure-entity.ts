import type { TableEntity, TableEntityResult } from '@azure/data-tables';
import { escapeKey, unescapeKey } from './row-key.ts';
import type { Partition, StoredRow } from './row-store.ts';
import { valueToText } from './row-value.ts';

/** A string property holds 64 KiB: 32,768 characters. */
const PART_LENGTH = 32_000;
const ETAG_TIME = /datetime'([^.]+?)(?:\.(\d+))?Z'/;

/** The JSON text of a row in the properties `v0`, `v1`, and so on. */
export type RowEntity = Record<`v${number}`, string>;

/** A row as it lies in Azure. Throws InvalidInput for a key or value beyond the limits. */
export function rowToEntity(
  { partitionKey }: Partition,
  key: string,
  value: unknown,
): TableEntity<RowEntity> {
  const parts = splitText(valueToText(key, value)).map((part, index) => [`v${index}`, part] as const);
  return { partitionKey: escapeKey(partitionKey), rowKey: escapeKey(key), ...Object.fromEntries(parts) };
}

/** The row in an entity. */
export function entityToRow(entity: TableEntityResult<RowEntity>): StoredRow {
  return {
    key: unescapeKey(entity.rowKey ?? ''),
    value: JSON.parse(joinText(entity)),
    version: entity.etag,
    writtenAt: writtenAt(entity.etag),
  };
}

function splitText(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    // Half a surrogate pair does not survive the way there and back.
    const splitsPair = isHighSurrogate(text.charCodeAt(start + PART_LENGTH - 1));
    const end = start + PART_LENGTH - (splitsPair ? 1 : 0);
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function joinText(entity: TableEntityResult<RowEntity>): string {
  let text = '';
  for (let index = 0; ; index += 1) {
    const part = entity[`v${index}`];
    if (part === undefined) return text;
    text += part;
  }
}

/** The service's time of writing, from the ETag: there it always has all seven digits that tell two writes apart. */
function writtenAt(etag: string): string {
  const [, seconds = '', fraction = ''] = ETAG_TIME.exec(decodeURIComponent(etag)) ?? [];
  return `${seconds}.${fraction.padEnd(7, '0')}Z`;
}
