import type { Occasion } from '../../shared/contracts/activities.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment, Reaction } from '../../shared/contracts/reaction.ts';
import { isReady } from '../../shared/domain/standing.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note, union, updateReaction } from './fleet-context.ts';
import { finishDeployment } from './finish-deployment.ts';

/** As the orchestration looks again before it asks; and the time it takes to ask. */
const OLDEST_LOOK_SECONDS = 90;

interface Requesting {
  deps: Dependencies;
  occasion: Occasion;
  scope: ResolvedTargeting;
  useGuidedFailure: boolean;
}

/** Asks Octopus for every planned deployment, each once, whatever happens in between (rule 6). */
export const requestDeployments: Activity<'requestDeployments'> = async (deps, { lookedAt, ...occasion }) => {
  if (isTooOld(deps, lookedAt)) return { requested: 0, isStale: true };
  const { fleet, scope } = await loadTargeting(deps, occasion.fleet);
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  const waiting = open.filter(({ state }) => state === 'planned' || state === 'asking');
  const requesting = { deps, occasion, scope, useGuidedFailure: fleet.deploy.useGuidedFailure };
  let requested = 0;
  for (const planned of waiting) requested += await requestOne(requesting, planned);
  return { requested };
};

/** This may run long after it was ordered: the process was away, or the queue was long. */
function isTooOld(deps: Dependencies, lookedAt: string): boolean {
  return deps.now().getTime() - Date.parse(lookedAt) > OLDEST_LOOK_SECONDS * 1000;
}

/** Whoever died since it was planned is not asked for (rule 7). */
async function withoutTheDead(
  { deps, occasion }: Requesting,
  planned: PlannedDeployment,
): Promise<PlannedDeployment | undefined> {
  const rows = await deps.stores.ledger.rows(occasion.fleet);
  const alive = rows.filter((row) => isReady(row) && row.target && planned.vmIds.includes(row.vmId));
  if (alive.length === planned.vmIds.length) return planned;
  const machineIds = alive.flatMap(({ target }) => target?.machineId ?? []);
  if (machineIds.length > 0) return { ...planned, machineIds, vmIds: alive.map(({ vmId }) => vmId) };
  const why = 'none of its instances is there any more';
  await finishDeployment(deps, occasion, { deployment: planned, outcome: 'failed', why });
  return undefined;
}

async function requestOne(requesting: Requesting, recorded: PlannedDeployment): Promise<number> {
  const { deps, occasion } = requesting;
  const made = recorded.state === 'asking' ? await findMade(requesting, recorded) : undefined;
  const planned = made ? recorded : await withoutTheDead(requesting, recorded);
  if (!planned) return 0;
  try {
    const { deploymentId, taskId } = made ?? (await ask(requesting, planned));
    const requested: PlannedDeployment = {
      ...planned,
      state: 'requested',
      deploymentId,
      taskId,
      requestedAt: occasion.at,
    };
    await tell(requesting, requested, made !== undefined);
    await deps.stores.reactions.saveDeployments(occasion.fleet, [requested]);
    return 1;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.kind !== 'InvalidInput') throw error;
    // Octopus will not have it, for example because a machine was removed a moment ago: the next plan starts afresh.
    await finishDeployment(deps, occasion, {
      deployment: planned,
      outcome: 'failed',
      why: error.problem.message,
    });
    return 0;
  }
}

/** The marker in the comments tells whether an earlier attempt, whose answer was lost, did reach Octopus. */
async function findMade({ deps, scope }: Requesting, { projectId, marker }: PlannedDeployment) {
  const recent = await deps.deployments.recent(scope, projectId);
  return recent.find(({ comments }) => comments.includes(marker));
}

async function ask({ deps, occasion, scope, useGuidedFailure }: Requesting, planned: PlannedDeployment) {
  await deps.stores.reactions.saveDeployments(occasion.fleet, [{ ...planned, state: 'asking' }]);
  const { projectId, releaseId, machineIds } = planned;
  const comments = `Fleet Conductor, fleet ${occasion.fleet}: ${planned.reason}. ${planned.marker}`;
  return deps.deployments.request(scope, { projectId, releaseId, machineIds, comments, useGuidedFailure });
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
  const message = `Requested ${planned.deploymentId} (${planned.projectName} ${planned.version}) on ${targets.length} machines`;
  const reason = found ? 'found at Octopus: an earlier request of it had arrived' : planned.reason;
  const data = { deploymentId: planned.deploymentId, machineIds: planned.machineIds.slice(0, 100) };
  await note(deps, occasion, [{ kind: 'deploymentRequested', subject: planned.id, message, reason, data }]);
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
