import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { ProblemError } from '../contracts/problem.ts';
import { rowToEntity } from './azure-entity.ts';
import { isConflict, isMissingRow } from './azure-store-problem.ts';
import type { AzureTables } from './azure-tables.ts';
import { escapeKey } from './row-key.ts';
import type { Change, Partition } from './row-store.ts';

/** The service takes 100 changes and 4 MiB; what multipart adds stays under the difference. */
const MOST_ACTIONS = 100;
const MOST_BYTES = 3 * 1024 * 1024;
const BYTES_AROUND_AN_ACTION = 2000;
const ATTEMPTS = 3;

type Outcome = 'written' | 'conflict' | 'rowMissing';

/** Writes the changes as `RowStore.write` promises. */
export async function writeChanges(
  tables: AzureTables,
  partition: Partition,
  changes: Change[],
): Promise<'written' | 'conflict'> {
  for (const transaction of splitIntoTransactions(partition, changes)) {
    const outcome = await writeTransaction(tables, partition, transaction);
    if (outcome === 'conflict') return outcome;
  }
  return 'written';
}

/** A transaction may name a row once, so of several changes to it the last is kept. */
function splitIntoTransactions(partition: Partition, changes: Change[]): TransactionAction[][] {
  const transactions: TransactionAction[][] = [];
  let room = 0;
  for (const change of new Map(changes.map((each) => [each.key, each])).values()) {
    const action = actionFor(partition, change);
    const size = BYTES_AROUND_AN_ACTION + Buffer.byteLength(JSON.stringify(action[1]));
    const last = transactions.at(-1);
    if (last && last.length < MOST_ACTIONS && size <= room) {
      last.push(action);
      room -= size;
    } else {
      transactions.push([action]);
      room = MOST_BYTES - size;
    }
  }
  return transactions;
}

function actionFor(partition: Partition, change: Change): TransactionAction {
  if (change.do === 'remove') {
    return ['delete', { partitionKey: escapeKey(partition.partitionKey), rowKey: escapeKey(change.key) }];
  }
  const entity = rowToEntity(partition, change.key, change.value);
  if (change.do === 'insert') return ['create', entity];
  if (change.do === 'replace') return ['update', entity, 'Replace', { etag: change.version }];
  return ['upsert', entity, 'Replace'];
}

async function writeTransaction(
  tables: AzureTables,
  partition: Partition,
  actions: TransactionAction[],
): Promise<'written' | 'conflict'> {
  let pending = actions;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (pending.length === 0) return 'written';
    const outcome = await tables.call(partition.table, (client, signal) => submit(client, pending, signal));
    if (outcome !== 'rowMissing') return outcome;
    // One missing row fails the whole transaction. Of removes that is what was wanted; of a replace it is a conflict.
    const possible = await withoutDoneRemoves(tables, partition, pending);
    if (possible.length === pending.length && pending.some(([kind]) => kind === 'update')) return 'conflict';
    pending = possible;
  }
  throw contended(partition);
}

function contended({ table, partitionKey }: Partition): ProblemError {
  return new ProblemError({
    kind: 'Transient',
    code: 'storeContention',
    message: `Rows of partition "${partitionKey}" of table "${table}" came and went while they were removed.`,
    nextStep: 'It is tried again.',
    retryAfterSeconds: 1,
  });
}

async function submit(
  client: TableClient,
  actions: TransactionAction[],
  abortSignal: AbortSignal,
): Promise<Outcome> {
  const [first] = actions;
  try {
    // A hint is one such row; a request of its own is quicker than a transaction of one.
    if (first?.[0] === 'upsert' && actions.length === 1) {
      await client.upsertEntity(first[1], 'Replace', { abortSignal });
    } else {
      await client.submitTransaction(actions, { abortSignal });
    }
    return 'written';
  } catch (error) {
    if (isConflict(error)) return 'conflict';
    if (isMissingRow(error)) return 'rowMissing';
    throw error;
  }
}

async function withoutDoneRemoves(
  tables: AzureTables,
  partition: Partition,
  actions: TransactionAction[],
): Promise<TransactionAction[]> {
  const removes = actions.filter(([kind]) => kind === 'delete').map(([, entity]) => entity.rowKey);
  if (removes.length === 0) return actions;
  const present = await tables.call(partition.table, (client, signal) =>
    presentKeys(client, [escapeKey(partition.partitionKey), ...removes.sort()], signal),
  );
  return actions.filter(([kind, entity]) => kind !== 'delete' || present.has(entity.rowKey));
}

/** The row keys that exist between the first and the last of the sorted ones asked for. */
async function presentKeys(
  client: TableClient,
  [partitionKey, ...sorted]: string[],
  abortSignal: AbortSignal,
): Promise<Set<string>> {
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${sorted[0]} and RowKey le ${sorted.at(-1)}`;
  const keys = new Set<string>();
  for await (const { rowKey } of client.listEntities({
    queryOptions: { filter, select: ['RowKey'] },
    abortSignal,
  })) {
    if (rowKey !== undefined) keys.add(rowKey);
  }
  return keys;
}
