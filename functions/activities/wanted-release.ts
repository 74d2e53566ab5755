import { latestFullSuccess } from '../../shared/domain/deployments/latest-release.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import type { ObservedDeployment } from '../../shared/ports/deployments.ts';
import type { ResolvedProject, ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';

interface Asked {
  project: ResolvedProject;
  /** Of the project to the fleet's environment. */
  recent: ObservedDeployment[];
}

/**
 * The release that a project's machines should carry: the pinned version, or the newest by the project's mode, of all or of
 * those that fit its pattern (R8). `undefined`: there is none, so there is nothing to deploy.
 */
export async function wantedRelease(
  deps: Dependencies,
  scope: ResolvedTargeting,
  asked: Asked,
): Promise<WantedRelease | undefined> {
  const { projectId, release, alwaysLatest } = asked.project;
  if (release !== 'latest' && !release.includes('*')) {
    const pinned = await deps.deployments.releaseOfVersion(scope, projectId, release);
    return pinned && { projectId, ...pinned };
  }
  return alwaysLatest ? newestThereIs(deps, scope, asked.project) : newestDeployed(deps, scope, asked);
}

/** What was put on a machine after the release was made stays there, as with the other modes. */
async function newestThereIs(
  { deployments }: Dependencies,
  scope: ResolvedTargeting,
  project: ResolvedProject,
): Promise<WantedRelease | undefined> {
  const [newest] = await deployments.releasesLike(scope, { ...fitting(project), first: true });
  if (!newest) return undefined;
  const { assembled, ...release } = newest;
  return { projectId: project.projectId, ...release, ...(assembled === '' ? {} : { since: assembled }) };
}

/** Deployed in full and with success, to the fleet's environment or to the one that is promoted from. */
async function newestDeployed(
  deps: Dependencies,
  scope: ResolvedTargeting,
  { project, recent }: Asked,
): Promise<WantedRelease | undefined> {
  const { projectId, promoteFrom } = project;
  const releaseIds = await idsThatFit(deps, scope, project);
  if (releaseIds?.length === 0) return undefined;
  const newest = await lastInFull(deps, scope, {
    ...{ project, releaseIds },
    recent: promoteFrom ? [] : recent.filter(({ releaseId }) => releaseIds?.includes(releaseId) ?? true),
  });
  const found = newest && (await deps.deployments.release(scope, newest.releaseId));
  if (!found) return undefined;
  const since = newest.ranAt ?? newest.created;
  // Another environment's skipped steps and prompted variables are not this one's.
  return { projectId, ...found, since, ...(promoteFrom ? {} : { likeDeploymentId: newest.deploymentId }) };
}

/** `undefined`: all of them do. */
async function idsThatFit({ deployments }: Dependencies, scope: ResolvedTargeting, project: ResolvedProject) {
  if (project.release === 'latest') return undefined;
  const fit = await deployments.releasesLike(scope, fitting(project));
  return fit.map(({ releaseId }) => releaseId);
}

async function lastInFull(
  { deployments }: Dependencies,
  scope: ResolvedTargeting,
  { project, recent, releaseIds }: Asked & { releaseIds: string[] | undefined },
): Promise<ObservedDeployment | undefined> {
  const known = latestFullSuccess(recent, project.channelId);
  if (known) return known;
  const { environmentId } = project.promoteFrom ?? scope;
  const limited = releaseIds ? { ...project, releaseIds } : project;
  return deployments.latestFullSuccess({ ...scope, environmentId }, limited);
}

function fitting({ projectId, channelId, release }: ResolvedProject) {
  const pattern = release === 'latest' ? '*' : release;
  return { projectId, pattern, ...(channelId === undefined ? {} : { channelId }) };
}
