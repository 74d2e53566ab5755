import * as z from 'zod';
import { newestFirst, readPage } from './newest-first.ts';
import type { RowPage } from './newest-first.ts';
import { shortHash } from './row-key.ts';
import type { Change, Partition, RowStore, StoredRow } from './row-store.ts';
import { parseStored } from './stored-value.ts';

const ENTRY = 'entry:';
const POINTER = 'key:';
/** An entry changes up to three rows, and all of them must fit one transaction of 100. */
const ENTRIES_PER_WRITE = 33;
const MOST_REMEMBERED = 500;

/** Where the entry with a key stands. It lies beside the entry, so both are written in one transaction. */
const Pointer = z.object({ row: z.string() });

/** `key` makes it unique in its partition, `at` (ISO 8601) gives it its place. */
export interface JournalEntry {
  key: string;
  at: string;
  value: unknown;
}

/** Entries by key and by time, newest first; within one millisecond the one written last comes first. */
export interface Journal {
  /** Overwrites entries with the same key, also when their time differs. */
  put(partition: Partition, entries: JournalEntry[]): Promise<void>;
  get(partition: Partition, key: string): Promise<StoredRow | undefined>;
  page(partition: Partition, page: { take: number; before?: string }): Promise<RowPage>;
}

/** A journal in any partition of `rows` that holds nothing else. */
export function createJournal(rows: RowStore): Journal {
  const nextPlace = createPlaces();
  const known = rememberPlaces();
  return {
    async put(partition, entries) {
      const unique = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
      for (let start = 0; start < unique.length; start += ENTRIES_PER_WRITE) {
        const entries = unique.slice(start, start + ENTRIES_PER_WRITE);
        const inPlace = entries.map((entry) => known.changeOf(partition, entry));
        if (inPlace.every((change) => change !== undefined)) {
          await rows.write(partition, inPlace);
          continue;
        }
        const batch = entries.map((entry) => ({ entry, row: nextPlace(entry) }));
        const fresh = batch.flatMap(({ entry, row }) => entryRows({ entry, row, pointer: 'insert' }));
        // Almost always the entries are new, so their pointers are only read when inserting one found it there.
        if ((await rows.write(partition, fresh)) === 'conflict') await overwrite(rows, partition, batch);
        else for (const { entry, row } of batch) known.learn(partition, entry.key, row);
      }
    },
    async get(partition, key) {
      const place = known.get(partition, key);
      const remembered = place === undefined ? undefined : await rows.get(partition, place);
      if (remembered) return remembered;
      // Not known here, or moved by another process meanwhile.
      const row = await pointedRow(rows, partition, key);
      if (row === undefined) return undefined;
      known.learn(partition, key, row);
      return rows.get(partition, row);
    },
    page: (partition, page) => readPage(rows, partition, { ...page, prefix: ENTRY }),
  };
}

/**
 * Where entries stand that this process wrote or read lately: one under way is read and written often, and stays in its
 * place, so its pointer need not be asked each time.
 */
function rememberPlaces() {
  const places = new Map<string, string>();
  const nameOf = ({ table, partitionKey }: Partition, key: string) => [table, partitionKey, key].join('|');
  const get = (partition: Partition, key: string) => places.get(nameOf(partition, key));
  return {
    get,
    learn(partition: Partition, key: string, row: string): void {
      places.set(nameOf(partition, key), row);
      const [oldest] = places.keys();
      if (places.size > MOST_REMEMBERED && oldest !== undefined) places.delete(oldest);
    },
    /** The change that overwrites it in place; none when its place is not known, or its time is another now. */
    changeOf(partition: Partition, { key, at, value }: JournalEntry): Change | undefined {
      const row = get(partition, key);
      return row?.startsWith(ENTRY + newestFirst(at)) ? { do: 'put', key: row, value } : undefined;
    },
  };
}

interface PlacedEntry {
  entry: JournalEntry;
  row: string;
}

function entryRows({ entry, row, pointer }: PlacedEntry & { pointer: 'insert' | 'put' }): Change[] {
  return [
    { do: pointer, key: POINTER + shortHash(entry.key), value: { row } },
    { do: 'put', key: row, value: entry.value },
  ];
}

async function overwrite(rows: RowStore, partition: Partition, batch: PlacedEntry[]): Promise<void> {
  const changes = await Promise.all(
    batch.map(async ({ entry, row }): Promise<Change[]> => {
      const old = await pointedRow(rows, partition, entry.key);
      if (old?.startsWith(ENTRY + newestFirst(entry.at)))
        return entryRows({ entry, row: old, pointer: 'put' });
      const moved = entryRows({ entry, row, pointer: 'put' });
      return old === undefined ? moved : [...moved, { do: 'remove', key: old }];
    }),
  );
  await rows.write(partition, changes.flat());
}

async function pointedRow(rows: RowStore, partition: Partition, key: string): Promise<string | undefined> {
  const pointer = await rows.get(partition, POINTER + shortHash(key));
  return pointer && parseStored(Pointer, pointer, partition).row;
}

/** Row keys by time, then by the order of writing: on a clock that stands still the story still reads in order. */
function createPlaces(): (entry: JournalEntry) => string {
  let last = 0;
  return ({ at, key }) => {
    last = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000));
    const order = String(Number.MAX_SAFE_INTEGER - last).padStart(16, '0');
    return `${ENTRY}${newestFirst(at)}-${order}-${shortHash(key)}`;
  };
}
