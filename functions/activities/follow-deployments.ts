import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { outcomeOf } from '../../shared/domain/plan-deployments.ts';
import type { TaskState } from '../../shared/ports/deployments.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note } from './fleet-context.ts';
import { finishDeployment } from './finish-deployment.ts';

/** Looks after the open deployments with one call, and puts those that ended on record. */
export const followDeployments: Activity<'followDeployments'> = async (deps, occasion) => {
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  if (open.length === 0) return { open: 0, finished: 0, moreMayBeDue: false };
  const { scope } = await loadTargeting(deps, occasion.fleet);
  const requested = open.filter(({ state }) => state === 'requested');
  const tasks = await deps.deployments.tasks(
    scope,
    requested.flatMap(({ taskId }) => taskId ?? []),
  );
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const ended = requested.flatMap((deployment) => endOf(deployment, byId) ?? []);
  for (const each of ended) await finishDeployment(deps, occasion, each);
  for (const deployment of requested.filter(({ taskId }) => byId.get(taskId ?? '')?.hasPendingInterruptions))
    await note(deps, occasion, [waitsForPerson(deployment)]);
  const last = scope.projects.at(-1)?.projectId;
  return {
    open: open.length - ended.length,
    finished: ended.length,
    // A crash may have left some that were planned but never asked for: they are to be taken up again.
    moreMayBeDue: open.length > requested.length || ended.some((each) => mayLeadOn(each, last)),
  };
};

interface Ended {
  deployment: PlannedDeployment;
  outcome: 'deployed' | 'failed';
  why: string;
}

/** After the fleet's last project nothing comes but another attempt. */
function mayLeadOn({ deployment, outcome }: Ended, lastProjectId: string | undefined): boolean {
  return outcome === 'failed' || deployment.projectId !== lastProjectId;
}

function endOf(deployment: PlannedDeployment, tasks: Map<string, TaskState>): Ended | undefined {
  const { taskId = '' } = deployment;
  const task = tasks.get(taskId);
  if (!task) return { deployment, outcome: 'failed', why: `Octopus no longer has its task ${taskId}` };
  const outcome = outcomeOf(task.state);
  return outcome && { deployment, outcome, why: task.errorMessage || `Octopus says ${task.state}` };
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
