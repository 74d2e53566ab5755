import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { isBusy } from '../../shared/domain/deployments/absorb-deployments.ts';
import { rowsDue } from '../../shared/domain/deployments/due.ts';
import { overtakenBy } from '../../shared/domain/deployments/latest-release.ts';
import { rowAwaiting, wasForgotten } from '../../shared/domain/deployments/end-deployment.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import { toldNothingToDeploy, toldPlan } from '../../shared/domain/deployments/told.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import { count } from '../../shared/domain/wording.ts';
import { isDeployable } from '../../shared/domain/standing.ts';
import { isStillIt } from '../../shared/domain/targets/seen-target.ts';
import { OUR_MARK } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import { absorbHistory } from './absorb-history.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note, saveChanged, updateReaction } from './fleet-context.ts';
import { nothingToDeploy, waitsForNewer } from './nothing-to-deploy.ts';
import { projectScope } from './project-scope.ts';
import { wantedRelease } from './wanted-release.ts';

type Project = ResolvedTargeting['projects'][number];

interface Planning {
  occasion: Occasion;
  scope: ResolvedTargeting;
  attempts: number;
  open: PlannedDeployment[];
}

/**
 * Decides which release goes to exactly which instances, project by project in the fleet's order, and puts that on
 * record before anything is asked of Octopus. Answers how many deployments wait to be requested.
 */
export const planDeployments: Activity<'planDeployments'> = async (deps, occasion) => {
  const targeting = await loadTargeting(deps, occasion.fleet);
  if (!targeting) return { planned: 0 };
  const { fleet, scope, members } = targeting;
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  let rows = ofMembers(await deps.stores.ledger.rows(occasion.fleet), members);
  const waiting = open.filter(({ state }) => state === 'planned' || state === 'asking').length;
  if (!rows.some(isDeployable)) return { planned: waiting };
  const planning = { occasion, scope, attempts: fleet.deploy.attempts, open };
  const before: WantedRelease[] = [];
  const problems: Problem[] = [];
  let planned = 0;
  for (const project of scope.projects) {
    const result = await planProject(deps, planning, { project, rows, before });
    rows = result.rows;
    planned += result.planned;
    if (result.wanted) before.push(result.wanted);
    if (result.problem) problems.push(result.problem);
  }
  await updateReaction(deps, occasion, () => ({ projectProblems: problems }));
  return { planned: planned + waiting };
};

interface ProjectPlan {
  rows: LedgerRow[];
  planned: number;
  wanted?: WantedRelease;
  problem?: Problem;
}

async function planProject(
  deps: Dependencies,
  planning: Planning,
  { project, rows, before }: { project: Project; rows: LedgerRow[]; before: WantedRelease[] },
): Promise<ProjectPlan> {
  const { occasion, attempts } = planning;
  const scope = projectScope(planning.scope, project.projectId);
  const { at } = occasion;
  const recent = await deps.deployments.recent(scope, project.projectId);
  const wanted = await wantedRelease(deps, scope, { project, recent });
  if (!wanted) return { rows, planned: 0, problem: await sayNothingToDeploy(deps, occasion, project) };
  const open = planning.open.filter(({ projectId }) => projectId === project.projectId);
  const openVmIds = new Set(open.flatMap(({ vmIds }) => vmIds));
  const onlyWanted = project.isRunbook === true;
  const absorbed = await absorbHistory(deps, scope, { rows, wanted, recent, openVmIds, at, onlyWanted });
  const candidates = rowsDue({ rows: absorbed, wanted, before, attempts, at })
    .filter((row) => !openVmIds.has(row.vmId))
    .filter((row) => !isBusy(row, { deployments: recent, at }));
  const newer = overtakenBy(recent, { wanted, channelId: project.channelId, at });
  const due = newer ? [] : await stillEnabled(deps, scope, candidates);
  if (due.length > 0) await record(deps, { ...planning, scope }, { project, wanted, due });
  const requested = new Set(due.map((row) => row.vmId));
  const ofRelease = open.filter(({ releaseId }) => releaseId === wanted.releaseId);
  const isAwaited = (row: LedgerRow) =>
    requested.has(row.vmId) || ofRelease.some((planned) => wasForgotten(row, planned));
  const after = absorbed.map((row) => (isAwaited(row) ? rowAwaiting(row, wanted, at) : row));
  await saveChanged(deps, occasion.fleet, { before: rows, after });
  const plan = { rows: after, planned: due.length > 0 ? 1 : 0, wanted };
  if (!newer || candidates.length === 0) return plan;
  return { ...plan, problem: waitsForNewer(candidates, project.projectName, newer.deploymentId) };
}

async function sayNothingToDeploy(
  deps: Dependencies,
  occasion: Occasion,
  project: Project,
): Promise<Problem> {
  const problem = nothingToDeploy(project);
  await note(deps, occasion, [toldNothingToDeploy(project.projectName, problem)]);
  return problem;
}

/**
 * Asked as late as can be: a target that was disabled or removed since the last look at it, or stands for another machine by
 * now, is asked for nothing.
 */
async function stillEnabled(
  deps: Dependencies,
  scope: ResolvedTargeting,
  rows: LedgerRow[],
): Promise<LedgerRow[]> {
  const machineIds = rows.flatMap((row) => row.target?.machineId ?? []);
  const enabled = await deps.deployments.enabled(scope, machineIds);
  return rows.filter(({ target }) => target && enabled.some((seen) => isStillIt(target, seen)));
}

/** The plan is stored before the ledger says "requested": after a crash in between it is found open and carried out. */
async function record(
  deps: Dependencies,
  { occasion, scope }: Planning,
  { project, wanted, due }: { project: Project; wanted: WantedRelease; due: LedgerRow[] },
): Promise<void> {
  // The time tells a later attempt of the same reaction from this one, and is the same when this activity is repeated.
  const id = `${occasion.reactionId}.${project.projectId}.${occasion.at.replaceAll(/[-:.]/g, '')}`;
  const reason = `${count(due.length, 'instance')} healthy and without ${project.projectName} ${wanted.version}`;
  const like = wanted.likeDeploymentId ?? (await deps.deployments.fullDeploymentOf(scope, wanted.releaseId));
  const planned: PlannedDeployment = {
    id,
    reactionId: occasion.reactionId,
    projectId: project.projectId,
    projectName: project.projectName,
    releaseId: wanted.releaseId,
    version: wanted.version,
    ...(project.channelId === undefined ? {} : { channelId: project.channelId }),
    ...(project.isRunbook ? { isRunbook: true } : {}),
    ...(like === undefined ? {} : { likeDeploymentId: like }),
    machineIds: due.flatMap((row) => row.target?.machineId ?? []),
    vmIds: due.map((row) => row.vmId),
    marker: `${OUR_MARK}${id}]`,
    state: 'planned',
    plannedAt: occasion.at,
    reason,
  };
  const targets = due.flatMap((row) => row.target ?? []);
  await note(deps, occasion, [toldPlan(planned, targets)]);
  await deps.stores.reactions.saveDeployments(occasion.fleet, [planned]);
}
