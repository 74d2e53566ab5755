import type { LedgerRow } from '../../contracts/ledger.ts';
import type { PruneCandidate } from '../plan-pruning.ts';
import type { SeenTarget } from './seen-target.ts';

const USUAL_MINUTES = 10;

interface InUse {
  rows: LedgerRow[];
  /** The targets of the fleet as they are at this moment. */
  targets: SeenTarget[];
  /** ISO 8601. */
  at: string;
  waitMinutes?: number | undefined;
}

/**
 * Those that go later: the registry is working on them, and a target that is taken away in a deployment fails it for all its
 * machines. Waited for from when the machine was missing; what no machine stands behind is not.
 */
export function stillInUse(
  candidates: PruneCandidate[],
  { rows, targets, at, waitMinutes = USUAL_MINUTES }: InUse,
): PruneCandidate[] {
  const busy = new Set(targets.filter(({ isInProcess }) => isInProcess).map(({ machineId }) => machineId));
  const since = new Map(rows.map(({ vmId, missingSince }) => [vmId, missingSince]));
  return candidates.filter(({ machineId, vmId = '' }) => {
    const missing = Date.parse(since.get(vmId) ?? '');
    return busy.has(machineId) && Date.parse(at) - missing < waitMinutes * 60_000;
  });
}
