import * as z from 'zod';
import { LedgerRow, OrphanRow } from '../contracts/ledger.ts';
import { scaleSetBehind } from '../domain/scale-set-behind.ts';
import type { Ledger } from '../ports/stores.ts';
import { shortHash } from './row-key.ts';
import { prefixRange } from './row-store.ts';
import type { Change, Partition, RowStore } from './row-store.ts';
import { parseIfReadable, parseStored } from './stored-value.ts';

const INSTANCE = 'vm:';
const ORPHAN = 'orphan:';

/** Which fleet has a VM whose name says nothing of its scale set: few, so one partition is enough for all. */
const MACHINES: Partition = { table: 'machines', partitionKey: 'byResourceId' };
const MachineOwner = z.object({ fleet: z.string() });

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
      const value = { fleet };
      await changeMachines(rows, instances, (key) => ({ do: 'put', key, value }));
    },
    async remove(fleet, vmIds) {
      if (vmIds.length === 0) return;
      const keys = vmIds.map(instanceKey);
      const known = await rows.list(ledgerOf(fleet), prefixRange(INSTANCE));
      const removed = known.filter(({ key }) => keys.includes(key));
      const instances = removed.flatMap((row) => parseIfReadable(LedgerRow, row) ?? []);
      await changeMachines(rows, instances, (key) => ({ do: 'remove', key }));
      await rows.write(
        ledgerOf(fleet),
        keys.map((key): Change => ({ do: 'remove', key })),
      );
    },
    async fleetOf(resourceId) {
      const row = await rows.get(MACHINES, machineKey(resourceId));
      return row && parseIfReadable(MachineOwner, row)?.fleet;
    },
    async orphans(fleet) {
      const found = await rows.list(ledgerOf(fleet), prefixRange(ORPHAN));
      return found.map((row) => parseStored(OrphanRow, row, ledgerOf(fleet)));
    },
    saveOrphans: (fleet, orphans) => replaceOrphans(rows, ledgerOf(fleet), orphans),
  };
}

function machineKey(resourceId: string): string {
  return `machine:${shortHash(resourceId.toLowerCase())}`;
}

/** Whose name speaks of no scale set, or of another one than it was seen in. */
function hasNameOfItsOwn({ resourceId, member }: LedgerRow): boolean {
  const behind = scaleSetBehind(resourceId)?.toLowerCase();
  return behind === undefined || (member !== undefined && behind !== member.toLowerCase());
}

/** Of most instances the resource id names the scale set, and nothing is written. */
async function changeMachines(
  rows: RowStore,
  instances: LedgerRow[],
  change: (key: string) => Change,
): Promise<void> {
  const named = instances.filter(hasNameOfItsOwn);
  if (named.length === 0) return;
  await rows.write(
    MACHINES,
    named.map(({ resourceId }) => change(machineKey(resourceId))),
  );
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
