import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { type Problem, ProblemError } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { rowAwaiting, wasForgotten } from '../../shared/domain/deployments/end-deployment.ts';
import { heldBehind } from '../../shared/domain/deployments/held-behind.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import { toldNothingToDeploy, toldPlan } from '../../shared/domain/deployments/told.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import { isDeployable } from '../../shared/domain/standing.ts';
import { count } from '../../shared/domain/wording.ts';
import { ONE_PROJECTS_ALONE, OUR_MARK } from '../../shared/ports/deployments.ts';
import type { ResolvedProject } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { type Deciding, type Decision, decideProject, type Planning } from './decide-project.ts';
import { loadTargeting, note, saveChanged, updateReaction } from './fleet-context.ts';
import { projectScope } from './project-scope.ts';

/**
 * Decides which release goes to exactly which instances, project by project in the fleet's order, and puts that on
 * record before anything is asked of Octopus. Answers how many deployments wait to be requested. What is wrong with one project
 * alone is told, and holds up no other.
 */
export const planDeployments: Activity<'planDeployments'> = async (deps, occasion) => {
  const targeting = await loadTargeting(deps, occasion.fleet);
  if (!targeting) return { planned: 0 };
  const { fleet, scope, members } = targeting;
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  let rows = ofMembers(await deps.stores.ledger.rows(occasion.fleet), members);
  const waiting = open.filter(({ state }) => state === 'planned' || state === 'asking').length;
  if (!rows.some(isDeployable)) return { planned: waiting };
  const planning = { occasion, scope, attempts: fleet.deploy.attempts, open, at: occasion.at };
  const before: WantedRelease[] = [];
  const problems: Problem[] = [];
  let planned = 0;
  for (const project of scope.projects) {
    const result = await planProject(deps, planning, { project, rows, before });
    rows = result.rows;
    planned += result.planned;
    if (result.wanted && fleet.deploy.projects === 'inOrder') before.push(result.wanted);
    problems.push(...result.problems);
  }
  await updateReaction(deps, occasion, () => ({ projectProblems: problems }));
  return { planned: planned + waiting };
};

interface ProjectPlan {
  rows: LedgerRow[];
  planned: number;
  wanted?: WantedRelease;
  problems: Problem[];
}

async function planProject(
  deps: Dependencies,
  planning: Planning & { occasion: Occasion },
  deciding: Deciding,
): Promise<ProjectPlan> {
  const { occasion } = planning;
  const { project, rows } = deciding;
  const decision = await decided(deps, planning, deciding);
  const { problem } = decision;
  const problems = problem ? [problem] : [];
  if (!decision.wanted) {
    if (problem) await note(deps, occasion, [toldNothingToDeploy(project.projectName, problem)]);
    return { rows, planned: 0, problems };
  }
  const { wanted, due } = decision;
  if (due.length > 0) await record(deps, planning, { project, wanted, due });
  const after = rowsAwaiting(decision, occasion.at);
  await saveChanged(deps, occasion.fleet, { before: rows, after });
  const held = heldBehind(after, {
    ...{ project, wanted, before: deciding.before, projects: planning.scope.projects },
  });
  return { rows: after, planned: due.length > 0 ? 1 : 0, wanted, problems: [...problems, ...held] };
}

/** A project that Octopus knows no more, or that we may not see, is that project's trouble. */
async function decided(deps: Dependencies, planning: Planning, deciding: Deciding) {
  try {
    return await decideProject(deps, planning, deciding);
  } catch (error) {
    if (!(error instanceof ProblemError) || !ONE_PROJECTS_ALONE.includes(error.problem.code)) throw error;
    const message = `Nothing of ${deciding.project.projectName} is deployed. ${error.problem.message}`;
    return { problem: { ...error.problem, message } };
  }
}

function rowsAwaiting({ rows, wanted, due, open }: Decision, at: string): LedgerRow[] {
  const requested = new Set(due.map((row) => row.vmId));
  const ofRelease = open.filter(({ releaseId }) => releaseId === wanted.releaseId);
  const isAwaited = (row: LedgerRow) =>
    requested.has(row.vmId) || ofRelease.some((planned) => wasForgotten(row, planned));
  return rows.map((row) => (isAwaited(row) ? rowAwaiting(row, wanted, at) : row));
}

/** The plan is stored before the ledger says "requested": after a crash in between it is found open and carried out. */
async function record(
  deps: Dependencies,
  { occasion, scope: all }: Planning & { occasion: Occasion },
  { project, wanted, due }: { project: ResolvedProject; wanted: WantedRelease; due: LedgerRow[] },
): Promise<void> {
  const scope = projectScope(all, project.projectId);
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
