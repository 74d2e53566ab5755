import { latestFullSuccess } from '../../shared/domain/deployments/latest-release.ts';
import type { WantedRelease } from '../../shared/domain/deployments/seen-deployment.ts';
import type { ObservedDeployment } from '../../shared/ports/deployments.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';

type Project = ResolvedTargeting['projects'][number];

/**
 * The release that a project's machines should carry: the pinned version, or that of the newest deployment to the
 * environment that was full and succeeded (R8). `undefined`: there is none, so there is nothing to deploy.
 */
export async function wantedRelease(
  { deployments }: Dependencies,
  scope: ResolvedTargeting,
  { project, recent }: { project: Project; recent: ObservedDeployment[] },
): Promise<WantedRelease | undefined> {
  const { projectId } = project;
  if (project.release !== 'latest') {
    const pinned = await deployments.releaseOfVersion(scope, projectId, project.release);
    return pinned && { projectId, ...pinned };
  }
  const newest =
    latestFullSuccess(recent, project.channelId) ?? (await deployments.latestFullSuccess(scope, project));
  const release = newest && (await deployments.release(scope, newest.releaseId));
  if (!release) return undefined;
  const since = newest.ranAt ?? newest.created;
  return { projectId, ...release, since, likeDeploymentId: newest.deploymentId };
}
