import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { outcomeOf } from '../../shared/domain/plan-deployments.ts';
import type { TaskState } from '../../shared/ports/deployments.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note } from './fleet-context.ts';
import { finishDeployment } from './finish-deployment.ts';

/** Looks after the open deployments with one call, and puts those that ended on record. */
export const followDeployments: Activity<'followDeployments'> = async (deps, occasion) => {
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  if (open.length === 0) return { open: 0, finished: 0 };
  const { scope } = await loadTargeting(deps, occasion.fleet);
  const requested = open.filter(({ state }) => state === 'requested');
  const tasks = await deps.deployments.tasks(
    scope,
    requested.flatMap(({ taskId }) => taskId ?? []),
  );
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  let finished = 0;
  for (const deployment of requested) {
    const end = endOf(deployment, byId);
    if (end) await finishDeployment(deps, occasion, { deployment, ...end });
    if (end) finished += 1;
    else if (byId.get(deployment.taskId ?? '')?.hasPendingInterruptions)
      await note(deps, occasion, [waitsForPerson(deployment)]);
  }
  // A crash may have left some that were planned but never asked for; they count, so that they are taken up again.
  const left = open.length - requested.length;
  return { open: open.length - finished, finished: finished + left };
};

function endOf({ taskId }: PlannedDeployment, tasks: Map<string, TaskState>) {
  const task = tasks.get(taskId ?? '');
  if (!task) return { outcome: 'failed' as const, why: `Octopus no longer has its task ${taskId ?? ''}` };
  const outcome = outcomeOf(task.state);
  return outcome && { outcome, why: task.errorMessage || `Octopus says ${task.state}` };
}

function waitsForPerson({ id, projectName, taskId }: PlannedDeployment) {
  const message = `${projectName} waits for a person in Octopus`;
  return {
    kind: 'deploymentWaits',
    subject: id,
    message,
    reason: `task ${taskId ?? ''} has a pending interruption`,
  };
}
