import { LedgerRow, OrphanRow } from '../contracts/ledger.ts';
import type { Ledger } from '../ports/stores.ts';
import { prefixRange } from './row-store.ts';
import type { Change, Partition, RowStore } from './row-store.ts';
import { parseStored } from './stored-value.ts';

const INSTANCE = 'vm:';
const ORPHAN = 'orphan:';

const ledgerOf = (fleet: string): Partition => ({ table: 'ledger', partitionKey: fleet });
/** ARM writes the same GUID in several spellings. */
const instanceKey = (vmId: string) => INSTANCE + vmId.toLowerCase();

/** The ledger over `rows`: a partition per fleet, instances and orphans apart by the start of their keys. */
export function createLedger(rows: RowStore): Ledger {
  return {
    async rows(fleet) {
      const found = await rows.list(ledgerOf(fleet), prefixRange(INSTANCE));
      return found.map((row) => parseStored(LedgerRow, row, ledgerOf(fleet)));
    },
    async save(fleet, instances) {
      const changes = instances.map((value): Change => ({ do: 'put', key: instanceKey(value.vmId), value }));
      await rows.write(ledgerOf(fleet), changes);
    },
    async remove(fleet, vmIds) {
      const changes = vmIds.map((vmId): Change => ({ do: 'remove', key: instanceKey(vmId) }));
      await rows.write(ledgerOf(fleet), changes);
    },
    async orphans(fleet) {
      const found = await rows.list(ledgerOf(fleet), prefixRange(ORPHAN));
      return found.map((row) => parseStored(OrphanRow, row, ledgerOf(fleet)));
    },
    saveOrphans: (fleet, orphans) => replaceOrphans(rows, ledgerOf(fleet), orphans),
  };
}

async function replaceOrphans(rows: RowStore, partition: Partition, orphans: OrphanRow[]): Promise<void> {
  const wanted = new Map(orphans.map((orphan) => [ORPHAN + orphan.machineId, orphan]));
  const found = await rows.list(partition, prefixRange(ORPHAN));
  const gone = found.filter(({ key }) => !wanted.has(key));
  // Written before the others go: cut short, an orphan too many is looked at twice again, none is forgotten.
  await rows.write(partition, [
    ...[...wanted].map(([key, value]): Change => ({ do: 'put', key, value })),
    ...gone.map(({ key }): Change => ({ do: 'remove', key })),
  ]);
}
