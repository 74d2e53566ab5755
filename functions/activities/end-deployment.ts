import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { type Ending, ownersOf, rowAfterEnd } from '../../shared/domain/deployments/end-deployment.ts';
import { namesOf } from '../../shared/domain/wording.ts';
import type { Dependencies } from '../dependencies.ts';
import { note, type Note, saveChanged } from './fleet-context.ts';

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
  await note(
    deps,
    { ...occasion, reactionId: planned.reactionId },
    notesOn(planned, { state, why, changed }),
  );
  await saveChanged(deps, fleet, { before, after });
  await deps.stores.reactions.saveDeployments(fleet, [
    { ...planned, state, finishedAt: at, reason: why.slice(0, 500) },
  ]);
}

type EndState = 'succeeded' | 'failed' | 'cancelled' | 'refused';

function stateAfter(ending: Ending): EndState {
  if (ending.kind !== 'ended') return ending.kind === 'refused' ? 'refused' : 'failed';
  const { state, failureEncountered } = ending.deployment;
  if (state === 'Canceled') return 'cancelled';
  return state === 'Success' || (state === 'Unknown' && !failureEncountered) ? 'succeeded' : 'failed';
}

function reasonOf(ending: Ending): string {
  if (ending.kind === 'refused') return `${ending.problem.message} ${ending.problem.nextStep}`;
  return ending.why;
}

const KINDS: Record<EndState, string> = {
  succeeded: 'deploymentSucceeded',
  failed: 'deploymentFailed',
  cancelled: 'deploymentCancelled',
  refused: 'deploymentRefused',
};

function notesOn(
  { id, projectId, projectName, version, machineIds }: PlannedDeployment,
  { state, why, changed }: { state: EndState; why: string; changed: LedgerRow[] },
): Note[] {
  const message = `${projectName} ${version} on ${machineIds.length} machines: ${state}`;
  const leftOut = changed.filter((row) => row.releases[projectId]?.state === 'leftOut');
  const end = { kind: KINDS[state], subject: id, message, reason: why };
  if (leftOut.length === 0) return [end];
  return [
    end,
    {
      kind: 'deploymentLeftOut',
      subject: id,
      message: `${projectName} ${version} did not go to ${namesOf(leftOut)}`,
      reason:
        'Octopus did not deploy to them: disabled, unavailable, removed, or out of the deployment’s scope',
    },
  ];
}
