import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import {
  absorbDeployments,
  isDeployable,
  rowsDue,
  type WantedRelease,
  withRelease,
} from '../../shared/domain/plan-deployments.ts';
import { ofMember } from '../../shared/domain/members.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { count, loadTargeting, namesOf, note, saveChanged } from './fleet-context.ts';
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
  const { fleet, scope } = await loadTargeting(deps, occasion.fleet);
  const open = await deps.stores.reactions.openDeployments(occasion.fleet);
  let rows = ofMember(await deps.stores.ledger.rows(occasion.fleet), fleet.scaleSet);
  const waiting = open.filter(({ state }) => state === 'planned' || state === 'asking').length;
  if (!rows.some(isDeployable)) return { planned: waiting };
  const planning = { occasion, scope, attempts: fleet.deploy.attempts, open };
  const before: WantedRelease[] = [];
  let planned = 0;
  for (const project of scope.projects) {
    const result = await planProject(deps, planning, { project, rows, before });
    rows = result.rows;
    planned += result.planned;
    if (result.wanted) before.push(result.wanted);
  }
  return { planned: planned + waiting };
};

interface ProjectPlan {
  rows: LedgerRow[];
  planned: number;
  wanted?: WantedRelease;
}

async function planProject(
  deps: Dependencies,
  planning: Planning,
  { project, rows, before }: { project: Project; rows: LedgerRow[]; before: WantedRelease[] },
): Promise<ProjectPlan> {
  const { occasion, scope, attempts } = planning;
  const recent = await deps.deployments.recent(scope, project.projectId);
  const wanted = await wantedRelease(deps, scope, { project, recent });
  if (!wanted) {
    await note(deps, occasion, [nothingToDeploy(project)]);
    return { rows, planned: 0 };
  }
  const openVmIds = new Set(
    planning.open.filter(({ projectId }) => projectId === project.projectId).flatMap(({ vmIds }) => vmIds),
  );
  const absorbed = rows.map((row) =>
    absorbDeployments(row, wanted, { deployments: recent, openVmIds, at: occasion.at }),
  );
  const due = rowsDue({ rows: absorbed, wanted, before, attempts, at: occasion.at }).filter(
    (row) => !openVmIds.has(row.vmId),
  );
  if (due.length > 0) await record(deps, planning, { project, wanted, due });
  const requested = new Set(due.map((row) => row.vmId));
  const isAwaited = (row: LedgerRow) =>
    requested.has(row.vmId) || planning.open.some((each) => wasForgotten(row, wanted, each));
  const after = absorbed.map((row) => (isAwaited(row) ? asRequested(row, wanted, occasion.at) : row));
  await saveChanged(deps, occasion.fleet, { before: rows, after });
  return { rows: after, planned: due.length > 0 ? 1 : 0, wanted };
}

/** The plan is stored before the ledger says "requested": after a crash in between it is found open and carried out. */
async function record(
  deps: Dependencies,
  { occasion }: Planning,
  { project, wanted, due }: { project: Project; wanted: WantedRelease; due: LedgerRow[] },
): Promise<void> {
  // The time tells a later attempt of the same reaction from this one, and is the same when this activity is repeated.
  const id = `${occasion.reactionId}.${project.projectId}.${occasion.at.replaceAll(/[-:.]/g, '')}`;
  const reason = `${count(due.length, 'instance')} healthy and without ${project.projectName} ${wanted.version}`;
  const planned: PlannedDeployment = {
    id,
    reactionId: occasion.reactionId,
    projectId: project.projectId,
    projectName: project.projectName,
    releaseId: wanted.releaseId,
    version: wanted.version,
    ...(project.channelId === undefined ? {} : { channelId: project.channelId }),
    machineIds: due.flatMap((row) => row.target?.machineId ?? []),
    vmIds: due.map((row) => row.vmId),
    marker: `[fleet-conductor:${id}]`,
    state: 'planned',
    plannedAt: occasion.at,
    reason,
  };
  await deps.stores.reactions.saveDeployments(occasion.fleet, [planned]);
  const message = `Deploys ${project.projectName} ${wanted.version} to ${namesOf(due.flatMap((row) => row.target ?? []))}`;
  await note(deps, occasion, [
    { kind: 'deploymentPlanned', subject: id, message, reason, data: { machines: due.length } },
  ]);
}

/** A crash came between the plan and the ledger: the row says nothing of a deployment that was planned for it. */
function wasForgotten(
  row: LedgerRow,
  { projectId, releaseId }: WantedRelease,
  planned: PlannedDeployment,
): boolean {
  const isOfPlan = planned.releaseId === releaseId && planned.vmIds.includes(row.vmId);
  if (!isOfPlan || (planned.state !== 'planned' && planned.state !== 'asking')) return false;
  const own = row.releases[projectId];
  return own?.releaseId !== releaseId || own.at < planned.plannedAt;
}

function asRequested(
  row: LedgerRow,
  { projectId, releaseId, version }: WantedRelease,
  at: string,
): LedgerRow {
  const attempts =
    row.releases[projectId]?.releaseId === releaseId ? (row.releases[projectId]?.attempts ?? 0) : 0;
  const value = { releaseId, version, state: 'requested' as const, attempts, at };
  return { ...withRelease(row, { projectId }, value), reason: `${version} is being deployed` };
}

function nothingToDeploy({ projectName, release }: Project) {
  const reason =
    release === 'latest'
      ? 'no release of it was deployed in full and with success to this environment and channel'
      : `it has no release ${release}`;
  return {
    kind: 'nothingToDeploy',
    subject: projectName,
    message: `Deploys nothing of ${projectName}`,
    reason,
  };
}
