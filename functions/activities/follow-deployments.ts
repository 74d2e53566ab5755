import type { Occasion } from '../../shared/contracts/activities.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import type { Ending } from '../../shared/domain/deployments/end-deployment.ts';
import { toldWaiting } from '../../shared/domain/deployments/told.ts';
import type { Reach, TaskState } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { endDeployment } from './end-deployment.ts';
import { loadTargeting, note } from './fleet-context.ts';
import { refreshProblems } from './fleet-problems.ts';

/**
 * Looks after the open deployments, with one call while they run, and puts those that ended on record: what counts is to
 * which machines Octopus says that it deployed.
 */
export const followDeployments: Activity<'followDeployments'> = async (deps, occasion) => {
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  if (open.length === 0) return { open: 0, finished: 0, moreMayBeDue: false };
  const targeting = await loadTargeting(deps, occasion.fleet);
  if (!targeting) return { open: 0, finished: 0, moreMayBeDue: false };
  const { scope } = targeting;
  const requested = open.filter(({ state }) => state === 'requested');
  const { ended, waiting } = await endsOf(deps, scope, requested);
  for (const each of ended) await endDeployment(deps, occasion, each);
  const turned = await noteWaiting(deps, occasion, { waiting, requested });
  if (ended.length + turned > 0) await refreshProblems(deps, occasion);
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
    waiting: requested.filter((planned) => taskOf(planned)?.hasPendingInterruptions),
  };
}

/** Without its task (retention) the deployment tells; without the deployment nobody does. */
function endingOf(
  { taskId }: PlannedDeployment,
  task: TaskState | undefined,
  reach: Reach | undefined,
): Ending {
  if (!reach) return { kind: 'lost', why: `Octopus no longer has its deployment (task ${taskId ?? ''})` };
  if (!task)
    return {
      kind: 'ended',
      deployment: { ...reach, state: 'Unknown' },
      why: `Octopus no longer has its task ${taskId ?? ''}`,
    };
  const { state, errorMessage, startedAt } = task;
  return {
    kind: 'ended',
    deployment: { ...reach, state },
    why: errorMessage || `Octopus says ${state}`,
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

interface Waiting {
  requested: PlannedDeployment[];
  waiting: PlannedDeployment[];
}

/** Told once each time a deployment begins to wait for a person. Answers how many began, or do not wait any more. */
async function noteWaiting(
  deps: Dependencies,
  occasion: Occasion,
  { waiting, requested }: Waiting,
): Promise<number> {
  const begun = waiting.filter(({ waitsSince }) => waitsSince === undefined);
  const over = requested.filter((each) => each.waitsSince !== undefined && !waiting.includes(each));
  await note(deps, occasion, begun.map(toldWaiting));
  const stillOpen = new Set(
    (await deps.stores.reactions.openDeployments(occasion.fleet)).map(({ id }) => id),
  );
  await deps.stores.reactions.saveDeployments(occasion.fleet, [
    ...begun.map((each) => ({ ...each, waitsSince: occasion.at })),
    ...over.filter(({ id }) => stillOpen.has(id)).map(({ waitsSince: _since, ...each }) => each),
  ]);
  return begun.length + over.length;
}
