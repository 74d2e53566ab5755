import type { LedgerRow } from '../../contracts/ledger.ts';
import type { PruneCandidate } from '../plan-pruning.ts';
import { knownThumbprint } from './link-row.ts';
import { foreignMark, hasRole } from './ownership.ts';
import type { SeenTarget } from './seen-target.ts';

interface AsSeen {
  rows: LedgerRow[];
  /** The targets of the fleet as they are at this moment. */
  targets: SeenTarget[];
  mark: string;
}

/**
 * What of a plan may really be removed, by the targets as they are now: meanwhile another may have marked one as its own, or
 * another machine may have registered itself under it. One that is not there any more is removed already.
 */
export function stillOurs(candidates: PruneCandidate[], { rows, targets, mark }: AsSeen): PruneCandidate[] {
  const seen = new Map(targets.map((target) => [target.machineId, target]));
  const rowOf = new Map(rows.map((row) => [row.vmId, row]));
  return candidates.filter(({ machineId, vmId }) => {
    const target = seen.get(machineId);
    if (!target) return true;
    if (foreignMark(target.roles, mark)) return false;
    const row = vmId === undefined ? undefined : rowOf.get(vmId);
    if (!row) return hasRole(target.roles, mark);
    const known = knownThumbprint(row);
    return !known || !target.thumbprint || known === target.thumbprint;
  });
}
