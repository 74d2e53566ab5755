import type { Occasion } from '../../shared/contracts/activities.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import {
  type Ending,
  ownersOf,
  reasonOf,
  rowAfterEnd,
  stateAfter,
} from '../../shared/domain/deployments/end-deployment.ts';
import { toldDeploymentEnd, toldFrozen } from '../../shared/domain/deployments/told.ts';
import type { Dependencies } from '../dependencies.ts';
import { note, saveChanged } from './fleet-context.ts';

/**
 * Puts a deployment's end on record: it is told, then in the ledger, machine by machine, then finished. A crash in between
 * repeats it, which changes nothing, because a row whose release is no longer awaited is left alone.
 */
export async function endDeployment(
  deps: Dependencies,
  occasion: Occasion,
  { planned, ending }: { planned: PlannedDeployment; ending: Ending },
): Promise<void> {
  const { at, fleet } = occasion;
  const before = await deps.stores.ledger.rows(fleet);
  const context = { planned, ending, at, owners: ownersOf(before) };
  const after = before.map((row) => rowAfterEnd(row, context));
  const changed = after.filter((row) => !before.includes(row));
  const state = stateAfter(ending);
  const why = reasonOf(ending);
  const told =
    ending.kind === 'refused' && ending.frozen
      ? [toldFrozen(planned, ending.problem.message)]
      : toldDeploymentEnd(planned, { state, why, changed });
  await note(deps, { ...occasion, reactionId: planned.reactionId }, told);
  await saveChanged(deps, fleet, { before, after });
  await deps.stores.reactions.saveDeployments(fleet, [
    { ...planned, state, finishedAt: at, reason: why.slice(0, 500) },
  ]);
}
