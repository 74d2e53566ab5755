import type { LedgerRow } from '../../contracts/ledger.ts';
import type { PlannedDeployment } from '../../contracts/reaction.ts';
import { isReady } from '../standing.ts';
import { isStillIt, type StandingTarget } from '../targets/seen-target.ts';

/**
 * The plan for those of its instances that are ready, whose target is enabled, and is still the one that it was planned for:
 * another target may have been made for it meanwhile, or this one stand for another machine. `undefined`: for nobody.
 */
export function withoutTheDead(
  planned: PlannedDeployment,
  rows: LedgerRow[],
  enabled: StandingTarget[],
): PlannedDeployment | undefined {
  const byId = new Map(rows.map((row) => [row.vmId, row]));
  const alive = planned.vmIds.flatMap((vmId, index) => {
    const row = byId.get(vmId);
    const machineId = planned.machineIds[index];
    if (!row?.target || !isReady(row) || row.target.machineId !== machineId) return [];
    const { target } = row;
    return enabled.some((seen) => isStillIt(target, seen)) ? [{ vmId, machineId }] : [];
  });
  if (alive.length === planned.vmIds.length) return planned;
  if (alive.length === 0) return undefined;
  const machineIds = alive.map(({ machineId }) => machineId);
  return { ...planned, machineIds, vmIds: alive.map(({ vmId }) => vmId) };
}
