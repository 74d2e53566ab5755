import type { Occasion } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { whyOverdue } from '../../shared/domain/deployments/overdue.ts';
import { toldOverdue } from '../../shared/domain/deployments/told.ts';
import type { TaskState } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import { note } from './fleet-context.ts';
import { taskLink } from './task-link.ts';

interface Overdue {
  scope: ResolvedTargeting;
  /** Those that run, with their tasks. */
  running: { planned: PlannedDeployment; task: TaskState }[];
  cancelAfterMinutes: number | undefined;
}

/**
 * Has those cancelled that have run for too long. That it was us stands on record before Octopus is asked: else a cancelled
 * one would be taken for a person's doing, after which nothing is tried again. Answers how many stories that changed.
 */
export async function cancelOverdue(
  deps: Dependencies,
  occasion: Occasion,
  { scope, running, cancelAfterMinutes }: Overdue,
): Promise<number> {
  let changed = 0;
  for (const { planned, task } of running) {
    const { at } = occasion;
    const { startedAt } = task;
    const why = planned.cancelled?.why ?? whyOverdue({ planned, startedAt, at }, cancelAfterMinutes);
    if (why === undefined || planned.cancelled?.refused || task.state === 'Cancelling') continue;
    const begun = planned.cancelled ? planned : await begin(deps, occasion, { planned, scope, why });
    const answer = await deps.deployments.cancel(scope, task.taskId);
    if (answer !== 'asked') await putUpWith(deps, occasion, { begun, why, said: answer.refused });
    changed += 1;
  }
  return changed;
}

async function begin(
  deps: Dependencies,
  occasion: Occasion,
  { planned, scope, why }: { planned: PlannedDeployment; scope: ResolvedTargeting; why: string },
): Promise<PlannedDeployment> {
  const link = taskLink(deps, scope, planned.taskId);
  const begun: PlannedDeployment = {
    ...planned,
    ...(link === undefined ? {} : { link }),
    cancelled: { at: occasion.at, why },
  };
  await note(deps, occasion, [toldOverdue(begun, why)]);
  await deps.stores.reactions.saveDeployments(occasion.fleet, [begun]);
  return begun;
}

/** Asked again it would say the same: somebody who may is to cancel it. */
async function putUpWith(
  deps: Dependencies,
  occasion: Occasion,
  { begun, why, said }: { begun: PlannedDeployment; why: string; said: Problem },
): Promise<void> {
  const refused = said.message.slice(0, 300);
  await note(deps, occasion, [toldOverdue(begun, why, refused)]);
  const { nextStep } = said;
  const cancelled = { at: occasion.at, why, refused, nextStep };
  await deps.stores.reactions.saveDeployments(occasion.fleet, [{ ...begun, cancelled }]);
}
