import { QuarantinedEvent } from '../contracts/hint.ts';
import type { QuarantinedEvents } from '../ports/stores.ts';
import { newestFirst, readPage } from './newest-first.ts';
import { shortHash } from './row-key.ts';
import type { Partition, RowStore, StoredRow } from './row-store.ts';
import { parseIfReadable } from './stored-value.ts';

const QUARANTINE: Partition = { table: 'quarantine', partitionKey: 'events' };
const EVENT = 'event:';

/** The quarantined events over `rows`: one row and one write each. */
export function createQuarantinedEvents(rows: RowStore): QuarantinedEvents {
  return {
    async add(event) {
      const { id, door, excerpt } = event;
      // Events that cannot be read have no id of their own; what they hold tells them apart.
      const key = `${EVENT}${newestFirst(event.receivedAt)}-${shortHash([id, door, excerpt].join('|'))}`;
      await rows.write(QUARANTINE, [{ do: 'put', key, value: event }]);
    },
    async list(page) {
      const { rows: found, ...next } = await readPage(rows, QUARANTINE, { ...page, prefix: EVENT });
      return {
        items: found.map((row) => parseIfReadable(QuarantinedEvent, row) ?? unreadableEvent(row)),
        ...next,
      };
    },
  };
}

/** One broken row must not hide the others from the people who look for broken things, nor be hidden itself. */
function unreadableEvent(row: StoredRow): QuarantinedEvent {
  return {
    id: row.key,
    receivedAt: receivedAtOf(row.key),
    door: 'store',
    verdict: 'quarantined',
    code: 'unreadableRow',
    reason: `Row "${row.key}" in partition "${QUARANTINE.partitionKey}" of table "${QUARANTINE.table}" cannot be read.`,
    excerpt: '',
  };
}

function receivedAtOf(key: string): string {
  const newestFirstDigits = Number(key.slice(EVENT.length, EVENT.length + 13));
  return new Date(9_999_999_999_999 - newestFirstDigits).toISOString();
}
