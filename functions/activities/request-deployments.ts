import type { Occasion } from '../../shared/contracts/activities.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment, Reaction } from '../../shared/contracts/reaction.ts';
import { timesPutOff } from '../../shared/domain/deployments/end-deployment.ts';
import { toldDropped, toldRequest } from '../../shared/domain/deployments/told.ts';
import { withoutTheDead } from '../../shared/domain/deployments/without-the-dead.ts';
import { TURNED_AWAY } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { endDeployment } from './end-deployment.ts';
import { loadTargeting, note, union, updateReaction } from './fleet-context.ts';
import { projectScope } from './project-scope.ts';

/** As the orchestration looks again before it asks; and the time it takes to ask. */
const OLDEST_LOOK_SECONDS = 90;

/** Octopus was asked whom it may reach when this was planned, and is asked again when that is longer ago. */
const PLAN_GOOD_FOR_SECONDS = 10;

interface Requesting {
  deps: Dependencies;
  occasion: Occasion;
  scope: ResolvedTargeting;
  useGuidedFailure: boolean;
}

/** So long after it was asked for, a deployment that is nowhere to be found was not made: Octopus may be slow. */
const SETTLED_AFTER_SECONDS = 60;

/** Asks Octopus for every planned deployment, each once, whatever happens in between (rule 6). */
export const requestDeployments: Activity<'requestDeployments'> = async (deps, { lookedAt, ...occasion }) => {
  if (isTooOld(deps, lookedAt)) return { requested: 0, isStale: true };
  const targeting = await loadTargeting(deps, occasion.fleet);
  if (!targeting) return { requested: 0 };
  const { fleet, scope } = targeting;
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  const waiting = open.filter(({ state }) => state === 'planned' || state === 'asking');
  const requesting = { deps, occasion, scope, useGuidedFailure: fleet.deploy.useGuidedFailure };
  let requested = 0;
  const unsettled: ProblemError[] = [];
  for (const planned of waiting) {
    const outcome = await requestOne(requesting, planned);
    if (outcome === 'requested') requested += 1;
    else if (outcome instanceof ProblemError) unsettled.push(outcome);
  }
  // Nobody else waits for the one whose fate is not known yet.
  if (unsettled[0]) throw unsettled[0];
  return { requested };
};

/** This may run long after it was ordered: the process was away, or the queue was long. */
function isTooOld(deps: Dependencies, lookedAt: string): boolean {
  return deps.now().getTime() - Date.parse(lookedAt) > OLDEST_LOOK_SECONDS * 1000;
}

/** Whoever died, was disabled or removed since it was planned is not asked for (rule 7). */
async function asItStands(
  { deps, occasion, scope }: Requesting,
  planned: PlannedDeployment,
): Promise<PlannedDeployment | undefined> {
  const rows = await deps.stores.ledger.rows(occasion.fleet);
  const isOld = Date.parse(occasion.at) - Date.parse(planned.plannedAt) > PLAN_GOOD_FOR_SECONDS * 1000;
  const enabled = isOld
    ? await deps.deployments.enabled(scope, planned.machineIds)
    : planned.machineIds.map((machineId) => ({ machineId }));
  const alive = withoutTheDead(planned, rows, enabled);
  if (alive) return alive;
  // The rows are left alone: nothing was asked for, so no attempt is used up, and the next plan starts afresh.
  const reason = 'none of its instances can take it any more';
  await note(deps, occasion, [toldDropped(planned, reason)]);
  const dropped = { ...planned, state: 'failed' as const, finishedAt: occasion.at, reason };
  await deps.stores.reactions.saveDeployments(occasion.fleet, [dropped]);
  return undefined;
}

async function requestOne(
  requesting: Requesting,
  recorded: PlannedDeployment,
): Promise<'requested' | 'refused' | 'dropped' | ProblemError> {
  const { deps, occasion } = requesting;
  const found = recorded.state === 'asking' ? await findMade(requesting, recorded) : undefined;
  if (!found && isUnsettled(recorded, occasion.at)) return stillOnItsWay(recorded);
  const planned = found ? recorded : await asItStands(requesting, recorded);
  if (!planned) return 'dropped';
  const answer = found ?? (await ask(requesting, planned));
  if ('refused' in answer) {
    const times = timesPutOff(await deps.stores.ledger.rows(occasion.fleet), planned);
    const { refused: problem, frozen } = answer;
    const ending = { kind: 'refused' as const, problem, times, ...(frozen ? { frozen } : {}) };
    await endDeployment(deps, occasion, { planned, ending });
    return 'refused';
  }
  const requested: PlannedDeployment = {
    ...{ ...planned, ...answer, state: 'requested', requestedAt: occasion.at },
  };
  await tell(requesting, requested, found !== undefined);
  await deps.stores.reactions.saveDeployments(occasion.fleet, [requested]);
  return 'requested';
}

/** The marker in the comments tells whether an earlier attempt, whose answer was lost, did reach Octopus. */
async function findMade({ deps, scope, occasion }: Requesting, planned: PlannedDeployment) {
  const { projectId, marker, plannedAt, askedAt = occasion.at } = planned;
  return deps.deployments.find(projectScope(scope, projectId), {
    projectId,
    marker,
    from: plannedAt,
    to: askedAt,
  });
}

/** It was asked for a moment ago, without an answer: it may be made yet. */
function isUnsettled({ state, askedAt }: PlannedDeployment, at: string): boolean {
  if (state !== 'asking' || askedAt === undefined) return false;
  return Date.parse(at) - Date.parse(askedAt) < SETTLED_AFTER_SECONDS * 1000;
}

function stillOnItsWay({ projectName }: PlannedDeployment): ProblemError {
  return new ProblemError({
    kind: 'Transient',
    code: 'deploymentUnsettled',
    message: `Nobody answered when ${projectName} was to be deployed; it may be under way.`,
    nextStep: 'Nothing to do: it is looked for, and asked for again if it was not made.',
  });
}

async function ask({ deps, occasion, scope, useGuidedFailure }: Requesting, planned: PlannedDeployment) {
  const save = (state: 'asking' | 'planned') =>
    deps.stores.reactions.saveDeployments(occasion.fleet, [{ ...planned, state, askedAt: occasion.at }]);
  await save('asking');
  const { projectId, releaseId, version, machineIds, marker, likeDeploymentId } = planned;
  const comments = `Fleet Conductor, fleet ${occasion.fleet}: ${planned.reason}. ${marker}`;
  const like = likeDeploymentId === undefined ? {} : { likeDeploymentId };
  const request = {
    ...{ projectId, releaseId, version, machineIds, comments, marker, useGuidedFailure },
    ...{ ...chosenFor(scope, projectId, occasion.at), ...like },
  };
  try {
    return await deps.deployments.request(projectScope(scope, projectId), request);
  } catch (error) {
    const isTurnedAway = error instanceof ProblemError && TURNED_AWAY.includes(error.problem.code);
    if (isTurnedAway) await save('planned');
    throw error;
  }
}

/** What the fleet says of the project; a time in the queue begins now. */
function chosenFor({ projects }: ResolvedTargeting, projectId: string, at: string) {
  const chosen = projects.find((project) => project.projectId === projectId)?.with;
  if (!chosen) return {};
  const { queueMinutes } = chosen;
  if (queueMinutes === undefined) return { with: chosen };
  const until = new Date(Date.parse(at) + queueMinutes * 60_000).toISOString();
  return { with: chosen, queue: { from: at, until } };
}

async function tell(
  { deps, occasion }: Requesting,
  planned: PlannedDeployment,
  found: boolean,
): Promise<void> {
  const names = new Map(
    (await deps.stores.ledger.rows(occasion.fleet)).map(({ target }) => [target?.machineId, target?.name]),
  );
  const targets = planned.machineIds.map((id) => ({ id, name: names.get(id) ?? id }));
  await updateReaction(deps, { ...occasion, reactionId: planned.reactionId }, (reaction) =>
    withTargets(reaction, planned, targets),
  );
  await note(deps, occasion, [toldRequest(planned, found)]);
}

function withTargets(
  reaction: Reaction,
  planned: PlannedDeployment,
  targets: { id: string; name: string }[],
): Partial<Reaction> {
  const known = reaction.deploymentTargetIds.map((id, index) => ({
    id,
    name: reaction.deploymentTargetNames[index] ?? id,
  }));
  const all = union(known, targets);
  return {
    hasServersToDeployTo: true,
    deploymentTargetIds: all.map(({ id }) => id),
    deploymentTargetNames: all.map(({ name }) => name),
    deployments: [...new Set([...reaction.deployments, planned.id])],
    deploymentRequestedAt: reaction.deploymentRequestedAt ?? planned.requestedAt,
  };
}
