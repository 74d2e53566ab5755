import type { Occasion } from '../../shared/contracts/activities.ts';
import { ownerMark } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { PruneCandidate } from '../../shared/domain/plan-pruning.ts';
import { stillOurs } from '../../shared/domain/targets/still-ours.ts';
import { stillInUse } from '../../shared/domain/targets/still-in-use.ts';
import { toldRemoval, toldWaitToRemove } from '../../shared/domain/targets/told.ts';
import type { Dependencies } from '../dependencies.ts';
import { note, type Targeting, union, updateReaction } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';
import { listTargets } from './list-targets.ts';

interface Removal {
  named: Targeting;
  rows: LedgerRow[];
  planned: PruneCandidate[];
}

/**
 * Removes targets, each with its reason; answers which went. The ledger is minutes old, so they are looked at once more
 * before: what is another's by now stays, and what Octopus is working on stays for a while. The caller lets the ledger
 * forget afterwards: until then a crash in between only removes again what is gone already.
 */
export async function removeTargets(
  deps: Dependencies,
  occasion: Occasion,
  { named, rows, planned }: Removal,
): Promise<PruneCandidate[]> {
  if (planned.length === 0) return [];
  const targets = await listTargets(deps, named);
  const ours = stillOurs(planned, { rows, targets, mark: ownerMark(deps.installation, named.name) });
  const waitMinutes = named.fleet.prune.waitForTasksMinutes;
  const later = stillInUse(ours, { rows, targets, at: occasion.at, waitMinutes });
  await note(deps, occasion, later.map(toldWaitToRemove));
  const remove = ours.filter((each) => !later.includes(each));
  await inParallel(remove, ({ machineId }) => deps.registry.deregister(named.scope, machineId));
  await note(
    deps,
    occasion,
    remove.map((each) => toldRemoval(each, rows)),
  );
  const pruned = remove.map(({ machineId, name }) => ({ id: machineId, name }));
  await updateReaction(deps, occasion, (reaction) => ({ pruned: union(reaction.pruned, pruned) }));
  return remove;
}
