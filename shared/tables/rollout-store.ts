import { createHash } from 'node:crypto';
import * as z from 'zod';
import { conflict, permanent } from '../contracts/problem.ts';
import { AskedCommand, Entry, Rollout } from '../contracts/rollout/record.ts';
import type { RolloutFile, Rollouts, TurnTaken } from '../ports/rollout-store.ts';
import type { SavedValues } from '../ports/rollout.ts';
import type { Page } from '../ports/page.ts';
import { newestFirst, readPage } from './newest-first.ts';
import { prefixRange } from './row-store.ts';
import type { Change, Partition, RowStore, StoredRow } from './row-store.ts';
import { parseStored } from './stored-value.ts';

/** Names the rollout that is under way: as long as it is there, no second one begins. */
const UNDER_WAY = 'underWay';
const UnderWay = z.object({ id: z.string() });
const LISTED = 'listed:';
const SAVED = 'saved:';
const RECORD = 'record';

const rolloutsOf = (fleet: string): Partition => ({ table: 'rollouts', partitionKey: fleet });
/** All rows of one rollout sort together, so that one read opens its file. */
const fileOf = (id: string) => `file:${id}:`;
const entryKey = (id: string, { seq }: Entry) => `${fileOf(id)}entry:${String(seq).padStart(6, '0')}`;
/** For one place in the rollout one command of a kind is enough. */
const askedKey = (id: string, { command, step, move }: AskedCommand) =>
  `${fileOf(id)}asked:${step}.${move}.${command}`;

/** The rollouts over `rows`: a partition per fleet; record, journal and obeyed commands change as one. */
export function createRollouts(rows: RowStore): Rollouts {
  return {
    begin: (rollout) => begin(rows, rollout),
    underWay: (fleet) => underWay(rows, fleet),
    open: (fleet, id) => open(rows, fleet, id),
    list: (fleet, page) => list(rows, fleet, page),
    commit: (file, taken) => commit(rows, file, taken),
    async ask(fleet, id, command) {
      await rows.write(rolloutsOf(fleet), [{ do: 'put', key: askedKey(id, command), value: command }]);
    },
    saved: (fleet) => savedValues(rows, rolloutsOf(fleet)),
  };
}

async function begin(rows: RowStore, rollout: Rollout): Promise<void> {
  const { fleet, id, createdAt } = rollout;
  const partition = rolloutsOf(fleet);
  const claim: Change = { do: 'insert', key: UNDER_WAY, value: { id } };
  const filed: Change[] = [
    { do: 'insert', key: fileOf(id) + RECORD, value: rollout },
    { do: 'put', key: `${LISTED}${newestFirst(createdAt)}-${id}`, value: { id } },
  ];
  if ((await rows.write(partition, [claim, ...filed])) === 'written') return;
  const first = await underWay(rows, fleet);
  if (first === id) return;
  // Nobody has the fleet: this one has ended before, and is taken up again.
  if (first === undefined && (await rows.write(partition, [claim])) === 'written') return;
  throw conflict(
    'rolloutUnderWay',
    `Fleet ${fleet} is being rolled out to already: ${first ?? 'another rollout'}.`,
    `Wait for it, or end it with POST /api/rollouts/${first ?? '{id}'}/abort.`,
  );
}

async function underWay(rows: RowStore, fleet: string): Promise<string | undefined> {
  const partition = rolloutsOf(fleet);
  const row = await rows.get(partition, UNDER_WAY);
  return row && parseStored(UnderWay, row, partition).id;
}

async function open(rows: RowStore, fleet: string, id: string): Promise<RolloutFile | undefined> {
  const partition = rolloutsOf(fleet);
  const found = await rows.list(partition, prefixRange(fileOf(id)));
  const record = found.find(({ key }) => key === fileOf(id) + RECORD);
  if (!record) return undefined;
  const under = (kind: string) => found.filter(({ key }) => key.startsWith(`${fileOf(id)}${kind}:`));
  const read = <S extends z.ZodType>(schema: S) => {
    return (row: StoredRow) => parseStored(schema, row, partition);
  };
  return {
    rollout: parseStored(Rollout, record, partition),
    journal: under('entry').map(read(Entry)),
    asked: under('asked')
      .map(read(AskedCommand))
      .sort((one, other) => one.at.localeCompare(other.at)),
    version: record.version,
  };
}

async function list(
  rows: RowStore,
  fleet: string,
  page: { take: number; before?: string },
): Promise<Page<Rollout>> {
  const partition = rolloutsOf(fleet);
  const { rows: found, ...next } = await readPage(rows, partition, { ...page, prefix: LISTED });
  const ids = found.map((row) => parseStored(UnderWay, row, partition).id);
  const records = await Promise.all(ids.map((id) => rows.get(partition, fileOf(id) + RECORD)));
  return { items: records.flatMap((row) => (row ? [parseStored(Rollout, row, partition)] : [])), ...next };
}

async function commit(rows: RowStore, { version }: RolloutFile, taken: TurnTaken): Promise<void> {
  const { rollout, entries = [], obeyed = [] } = taken;
  const { fleet, id } = rollout;
  const written = await rows.write(rolloutsOf(fleet), [
    { do: 'replace', key: fileOf(id) + RECORD, value: rollout, version },
    ...entries.map((entry): Change => ({ do: 'put', key: entryKey(id, entry), value: entry })),
    ...obeyed.map((command): Change => ({ do: 'remove', key: askedKey(id, command) })),
    ...(rollout.ended ? [{ do: 'remove' as const, key: UNDER_WAY }] : []),
  ]);
  if (written === 'written') return;
  throw conflict('rolloutChanged', `Rollout ${id} was written by somebody else.`, 'It is read again.');
}

/** A value that was saved is never changed, so its key says what it is. */
function savedValues(rows: RowStore, partition: Partition): SavedValues {
  return {
    async save(value) {
      const key = createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
      await rows.write(partition, [{ do: 'put', key: SAVED + key, value }]);
      return key;
    },
    async load(key) {
      const row = await rows.get(partition, SAVED + key);
      if (row) return row.value;
      const message = `What was saved as ${key} is not in the store any more.`;
      throw permanent('savedValueLost', message, 'Restore the store, or put the setting right by hand.');
    },
  };
}
