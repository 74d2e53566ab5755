import { odata } from '@azure/data-tables';
import type { TableEntityResultPage } from '@azure/data-tables';
import { isMissingRow } from './azure-store-problem.ts';
import { createAzureTables } from './azure-tables.ts';
import type { AzureTables, AzureTablesOptions } from './azure-tables.ts';
import { entityToRow } from './azure-entity.ts';
import type { RowEntity } from './azure-entity.ts';
import { writeChanges } from './azure-write.ts';
import { escapeKey } from './row-key.ts';
import type { KeyRange, Partition, RowStore, StoredRow } from './row-store.ts';

const ROWS_PER_PAGE = 1000;

/**
 * Rows in Azure Table storage (or Azurite), through a connection string or through an https endpoint and a credential.
 * Tables are made on first use, named by `tablePrefix` (default `fleetconductor`) and the store's own name. A call gives up
 * after 10 s (`callTimeoutMs`) with Transient `storeUnreachable`. Throws Permanent `storeNotConfigured` for settings that cannot work.
 */
export function createAzureRowStore(options: AzureTablesOptions): RowStore {
  const tables = createAzureTables(options);
  return {
    get: (partition, key) => readOne(tables, partition, key),
    list: (partition, range) => readRange(tables, partition, range),
    write: (partition, changes) => writeChanges(tables, partition, changes),
  };
}

async function readOne(
  tables: AzureTables,
  partition: Partition,
  key: string,
): Promise<StoredRow | undefined> {
  const entity = await tables.call(partition.table, async (client, abortSignal) => {
    try {
      return await client.getEntity<RowEntity>(escapeKey(partition.partitionKey), escapeKey(key), {
        abortSignal,
      });
    } catch (error) {
      if (isMissingRow(error)) return undefined;
      throw error;
    }
  });
  return entity && entityToRow(entity);
}

async function readRange(tables: AzureTables, partition: Partition, range: KeyRange): Promise<StoredRow[]> {
  const take = range.take ?? Infinity;
  const rows: StoredRow[] = [];
  let continuationToken: string | undefined;
  do {
    const maxPageSize = Math.min(ROWS_PER_PAGE, take - rows.length);
    const page = await readEntities(tables, partition, { ...range, maxPageSize, continuationToken });
    rows.push(...page.map(entityToRow));
    continuationToken = page.continuationToken;
    // The service may end a page early, even empty: only a missing token is the end.
  } while (continuationToken && rows.length < take);
  return rows;
}

interface PageOfRange extends KeyRange {
  maxPageSize: number;
  continuationToken: string | undefined;
}

function readEntities(
  tables: AzureTables,
  { table, partitionKey }: Partition,
  { from, below, maxPageSize, continuationToken }: PageOfRange,
): Promise<TableEntityResultPage<RowEntity>> {
  const [partition, first, end] = [partitionKey, from, below].map(escapeKey);
  const filter = odata`PartitionKey eq ${partition} and RowKey ge ${first} and RowKey lt ${end}`;
  const start = continuationToken === undefined ? { maxPageSize } : { maxPageSize, continuationToken };
  return tables.call(table, async (client, abortSignal) => {
    const pages = client.listEntities<RowEntity>({ queryOptions: { filter }, abortSignal }).byPage(start);
    const page = await pages.next();
    return page.done ? [] : page.value;
  });
}
