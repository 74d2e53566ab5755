import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { PlannedDeployment } from '../../shared/contracts/reaction.ts';
import { isBusy } from '../../shared/domain/deployments/absorb-deployments.ts';
import { rowsDue } from '../../shared/domain/deployments/due.ts';
import { overtakenBy } from '../../shared/domain/deployments/latest-release.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import { isStillIt } from '../../shared/domain/targets/seen-target.ts';
import type { ResolvedProject, ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import { absorbHistory } from './absorb-history.ts';
import { nothingToDeploy, waitsForNewer } from './nothing-to-deploy.ts';
import { projectScope } from './project-scope.ts';
import { wantedRelease } from './wanted-release.ts';

/** What holds for all projects of a fleet. */
export interface Planning {
  scope: ResolvedTargeting;
  attempts: number;
  /** Deployments that have not ended. */
  open: PlannedDeployment[];
  at: string;
}

export interface Deciding {
  project: ResolvedProject;
  rows: LedgerRow[];
  /** What an instance must carry first. */
  before: WantedRelease[];
}

/** Which release goes to exactly which instances. */
export interface Decision {
  wanted: WantedRelease;
  /** The rows after what others deployed to their machines. */
  rows: LedgerRow[];
  due: LedgerRow[];
  /** Those of the fleet's own that have not ended. */
  open: PlannedDeployment[];
  /** What keeps some from being due. */
  problem?: Problem;
}

/** Reads only: of Octopus what was deployed and what is wanted. Without a release to deploy there is but the problem. */
export async function decideProject(
  deps: Dependencies,
  { scope: all, attempts, open: allOpen, at }: Planning,
  { project, rows, before }: Deciding,
): Promise<Decision | { problem: Problem; wanted?: undefined }> {
  const { projectId, projectName, channelId } = project;
  const scope = projectScope(all, projectId);
  const recent = await deps.deployments.recent(scope, projectId);
  const wanted = await wantedRelease(deps, scope, { project, recent });
  if (!wanted) return { problem: nothingToDeploy(project) };
  const open = allOpen.filter((each) => each.projectId === projectId);
  const openVmIds = new Set(open.flatMap(({ vmIds }) => vmIds));
  const onlyWanted = project.isRunbook === true;
  const absorbed = await absorbHistory(deps, scope, { rows, wanted, recent, openVmIds, at, onlyWanted });
  const candidates = rowsDue({ rows: absorbed, wanted, before, attempts, at })
    .filter((row) => !openVmIds.has(row.vmId))
    .filter((row) => !isBusy(row, { deployments: recent, at }));
  const newer = overtakenBy(recent, { wanted, channelId, at });
  const due = newer ? [] : await stillEnabled(deps, scope, candidates);
  const decision = { wanted, rows: absorbed, due, open };
  if (!newer || candidates.length === 0) return decision;
  return { ...decision, problem: waitsForNewer(candidates, projectName, newer.deploymentId) };
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
