import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import type { Ending } from '../../shared/domain/deployments/end-deployment.ts';
import type { Reach, TaskState } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { cancelOverdue } from './cancel-overdue.ts';
import { endDeployment } from './end-deployment.ts';
import { loadTargeting } from './fleet-context.ts';
import { refreshProblems } from './fleet-problems.ts';
import { noteWaiting } from './note-waiting.ts';

/**
 * Looks after the open deployments, with one call while they run, and puts those that ended on record: what counts is to
 * which machines Octopus says that it deployed.
 */
export const followDeployments: Activity<'followDeployments'> = async (deps, occasion) => {
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  if (open.length === 0) return { open: 0, finished: 0, moreMayBeDue: false };
  const targeting = await loadTargeting(deps, occasion.fleet);
  if (!targeting) return { open: 0, finished: 0, moreMayBeDue: false };
  const { scope, fleet } = targeting;
  const requested = open.filter(({ state }) => state === 'requested');
  const { ended, running, taskOf } = await endsOf(deps, scope, requested);
  for (const each of ended) await endDeployment(deps, occasion, each);
  const waiting = running.filter((planned) => taskOf(planned)?.hasPendingInterruptions);
  const noted = await noteWaiting(deps, occasion, { scope, waiting, running });
  const overdue = await cancelOverdue(deps, occasion, {
    scope,
    running: noted.running.flatMap((planned) => {
      const task = taskOf(planned);
      return task ? [{ planned, task }] : [];
    }),
    cancelAfterMinutes: fleet.deploy.cancelAfterMinutes,
  });
  if (ended.length + noted.turned + overdue > 0) await refreshProblems(deps, occasion);
  return {
    open: open.length - ended.length,
    finished: ended.length,
    // A crash may have left some that were planned but never asked for: they are to be taken up again.
    moreMayBeDue: open.length > requested.length || ended.some((each) => mayLeadOn(each, scope)),
  };
};

interface Ended {
  planned: PlannedDeployment;
  ending: Ending;
}

async function endsOf(deps: Dependencies, scope: ResolvedTargeting, requested: PlannedDeployment[]) {
  const ids = requested.flatMap(({ taskId }) => taskId ?? []);
  const tasks = new Map((await deps.deployments.tasks(scope, ids)).map((task) => [task.taskId, task]));
  const taskOf = ({ taskId = '' }: PlannedDeployment) => tasks.get(taskId);
  const over = requested.filter((planned) => taskOf(planned)?.isCompleted !== false);
  const reached = await deps.deployments.reach(
    scope,
    over.flatMap(({ deploymentId }) => deploymentId ?? []),
  );
  const reachOf = new Map(reached.map((each) => [each.deploymentId, each]));
  return {
    ended: over.map((planned): Ended => {
      const ending = endingOf(planned, taskOf(planned), reachOf.get(planned.deploymentId ?? ''));
      return { planned, ending };
    }),
    running: requested.filter((planned) => !over.includes(planned)),
    taskOf,
  };
}

/** Without its task (retention) the deployment tells; without the deployment nobody does. */
function endingOf(
  { taskId, cancelled }: PlannedDeployment,
  task: TaskState | undefined,
  reach: Reach | undefined,
): Ending {
  if (!reach) return { kind: 'lost', why: `its deployment is not there any more (task ${taskId ?? ''})` };
  if (!task)
    return {
      kind: 'ended',
      deployment: { ...reach, state: 'Unknown' },
      why: `its task ${taskId ?? ''} is not there any more`,
    };
  const { errorMessage, startedAt } = task;
  // Ours is an attempt that failed; a person's is a person's word.
  const isOurs = task.state === 'Canceled' && cancelled !== undefined;
  const state = isOurs ? 'TimedOut' : task.state;
  return {
    kind: 'ended',
    deployment: { ...reach, state },
    why: isOurs ? `cancelled because ${cancelled.why}` : errorMessage || `it ended with ${state}`,
    ...(startedAt === undefined ? {} : { ranAt: startedAt }),
  };
}

/** After the fleet's last project nothing comes but another attempt, or whoever was left out. */
function mayLeadOn({ planned, ending }: Ended, { projects }: ResolvedTargeting): boolean {
  if (ending.kind !== 'ended' || ending.deployment.state !== 'Success') return true;
  const reached = new Set(ending.deployment.deployedToMachineIds);
  return (
    planned.projectId !== projects.at(-1)?.projectId || !planned.machineIds.every((id) => reached.has(id))
  );
}
