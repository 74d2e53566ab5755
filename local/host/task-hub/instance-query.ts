import type { EntityRecord, InstanceRecord } from '../durable-engine/records.ts';
import { entityFromRow } from './rows.ts';
import type { EntityRow } from './rows.ts';
import type { TaskHub } from './task-hub.ts';

/** Times are milliseconds since the epoch; what is left out does not restrict. */
export interface InstanceFilter {
  createdFrom?: number;
  createdTo?: number;
  statuses?: string[];
  prefix?: string;
}

export interface Page<T> {
  items: T[];
  /** Give it back to get the next page; missing on the last one. */
  continuation: string | undefined;
}

/** Instances in the order of their creation, one page at a time. A continuation that is not ours starts over. */
export function queryInstances(
  hub: TaskHub,
  filter: InstanceFilter,
  page: { top: number; continuation: string | undefined },
): Page<InstanceRecord> {
  const { createdFrom = Number.MIN_SAFE_INTEGER, createdTo = Number.MAX_SAFE_INTEGER } = filter;
  const { statuses = null, prefix = '' } = filter;
  const rows = hub
    .prepared(
      `SELECT * FROM instances WHERE (createdAt, instanceId) > (?, ?) AND createdAt >= ? AND createdAt <= ?
       AND (? IS NULL OR status IN (SELECT value FROM json_each(?))) AND substr(instanceId, 1, ?) = ?
       ORDER BY createdAt, instanceId LIMIT ?`,
    )
    .all(
      ...decode(page.continuation),
      createdFrom,
      createdTo,
      statuses && 1,
      JSON.stringify(statuses ?? []),
      prefix.length,
      prefix,
      page.top + 1,
    ) as unknown as InstanceRecord[];
  const items = rows.slice(0, page.top);
  const last = items.at(-1);
  const continuation = rows.length > page.top && last ? encode(last) : undefined;
  return { items, continuation };
}

/** Entities that exist, all or those of one name, in the order of their ids. */
export function queryEntities(
  hub: TaskHub,
  name: string | undefined,
  page: { top: number; continuation: string | undefined },
): Page<EntityRecord> {
  const [, after] = decode(page.continuation);
  const prefix = name === undefined ? '@' : `@${name.toLowerCase()}@`;
  const rows = hub
    .prepared(
      `SELECT * FROM entities WHERE present = 1 AND entityId > ? AND substr(entityId, 1, ?) = ?
       ORDER BY entityId LIMIT ?`,
    )
    .all(after, prefix.length, prefix, page.top + 1) as unknown as EntityRow[];
  const items = rows.slice(0, page.top).map(entityFromRow);
  const last = items.at(-1);
  const continuation =
    rows.length > page.top && last ? encode({ createdAt: 0, instanceId: last.entityId }) : undefined;
  return { items, continuation };
}

function encode({ createdAt, instanceId }: { createdAt: number; instanceId: string }): string {
  return Buffer.from(JSON.stringify([createdAt, instanceId])).toString('base64url');
}

function decode(continuation: string | undefined): [number, string] {
  const start: [number, string] = [Number.MIN_SAFE_INTEGER, ''];
  if (!continuation) return start;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(continuation, 'base64url').toString());
    const [createdAt, instanceId] = parsed as unknown[];
    return typeof createdAt === 'number' && typeof instanceId === 'string' ? [createdAt, instanceId] : start;
  } catch {
    return start; // Not one of ours.
  }
}
