import type { Deployments } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import {
  earlierDeployments,
  fullDeploymentOf,
  latestFullSuccess,
  recentDeployments,
} from './deployment-history.ts';
import { findDeployment } from './find-deployment.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusCall, OctopusClient } from './octopus-client.ts';
import { itemsById, pagesOf } from './octopus-collections.ts';
import { orAbsent, refuseNoMachines } from './octopus-errors.ts';
import { CreatedTask, Deployment, Machine, Release, RunbookRun } from './octopus-schemas.ts';
import { cancelTask, octopusTasks } from './octopus-tasks.ts';
import type { ClientOf } from './octopus-target-registry.ts';
import { releasesLike } from './releases-like.ts';
import { requestDeployment } from './request-deployment.ts';
import { isRunbook, isSnapshot, publishedSnapshot, snapshotOf } from './runs.ts';
import { toTarget } from './to-target.ts';

const PER_PAGE = 100;

/** Octopus as what checks the health of machines and deploys to them. `now`: milliseconds since the epoch. */
export function octopusDeployments(clientOf: ClientOf, now: () => number): Deployments {
  return {
    recent: async (scope, projectId) => recentDeployments(clientOf(scope.server), scope, projectId),
    earlier: async (scope, asked) => earlierDeployments(clientOf(scope.server), scope, asked),
    latestFullSuccess: async (scope, project) => latestFullSuccess(clientOf(scope.server), scope, project),
    fullDeploymentOf: async (scope, releaseId) => fullDeploymentOf(clientOf(scope.server), scope, releaseId),
    release: async (scope, releaseId) => {
      if (isSnapshot(releaseId)) return snapshotOf(clientOf(scope.server), scope.spaceId, releaseId);
      const path = apiPath(scope.spaceId, 'releases', releaseId);
      return toRelease(await orAbsent(clientOf(scope.server).send(Release, { path })));
    },
    releaseOfVersion: async (scope, projectId, version) => {
      const path = apiPath(scope.spaceId, 'projects', projectId, 'releases');
      return releaseOfVersion(clientOf(scope.server), path, version);
    },
    releasesLike: async (scope, asked) =>
      isRunbook(asked.projectId)
        ? publishedSnapshot(clientOf(scope.server), scope, asked.projectId)
        : releasesLike(clientOf(scope.server), scope, asked),
    request: async (scope, request) => {
      refuseNoMachines(request.machineIds);
      return requestDeployment({ client: clientOf(scope.server), now }, scope, request);
    },
    find: async (scope, trace) => findDeployment(clientOf(scope.server), scope, trace),
    reach: async (scope, ids) => reachOf(clientOf(scope.server), scope, ids),
    enabled: async (scope, machineIds) => enabledAmong(clientOf(scope.server), scope, machineIds),
    beginHealthCheck: async (scope, machineIds, description) => {
      refuseNoMachines(machineIds);
      const call = healthCheck(scope, machineIds, description);
      const { Id } = await clientOf(scope.server).send(CreatedTask, call);
      return { taskId: Id };
    },
    tasks: async (scope, taskIds) => octopusTasks(clientOf(scope.server), scope.spaceId, taskIds),
    cancel: async (scope, taskId) => cancelTask(clientOf(scope.server), scope.spaceId, taskId),
  };
}

async function reachOf(client: OctopusClient, { spaceId }: ResolvedTargeting, ids: string[]) {
  const isRun = (id: string) => id.startsWith('RunbookRuns-');
  const [ofRuns, ofDeployments] = [ids.filter(isRun), ids.filter((id) => !isRun(id))];
  const path = (kind: string) => apiPath(spaceId, kind);
  const found = [
    ...(await itemsById(client, { path: path('deployments'), item: Deployment }, ofDeployments)),
    ...(await itemsById(client, { path: path('runbookRuns'), item: RunbookRun }, ofRuns)),
  ];
  return found.map(({ Id, DeployedToMachineIds, FailureEncountered }) => ({
    deploymentId: Id,
    deployedToMachineIds: DeployedToMachineIds,
    failureEncountered: FailureEncountered,
  }));
}

async function enabledAmong(client: OctopusClient, { spaceId }: ResolvedTargeting, ids: string[]) {
  const found = await itemsById(client, { path: apiPath(spaceId, 'machines'), item: Machine }, ids);
  return found.filter(({ IsDisabled }) => !IsDisabled).map(toTarget);
}

/** The search finds parts of versions as well (1.2 in 11.2.0). */
async function releaseOfVersion(client: OctopusClient, path: string, version: string) {
  const wanted = version.toLowerCase();
  const query = { searchByVersion: version };
  for await (const { items } of pagesOf(client, { path, query, item: Release, take: PER_PAGE })) {
    const found = items.find(({ Version }) => Version.toLowerCase() === wanted);
    if (found) return toRelease(found);
  }
  return undefined;
}

function toRelease(release: { Id: string; Version: string } | undefined) {
  return release && { releaseId: release.Id, version: release.Version };
}

function healthCheck(scope: ResolvedTargeting, machineIds: string[], description: string): OctopusCall {
  return {
    method: 'POST',
    path: apiPath(scope.spaceId, 'tasks'),
    body: {
      SpaceId: scope.spaceId,
      Name: 'Health',
      Description: description.trim() || 'Check new machines',
      // Without machine ids Octopus checks everything it has.
      Arguments: {
        ...{ Timeout: '00:05:00', MachineTimeout: '00:01:00', MachineIds: [...new Set(machineIds)] },
        ...(scope.workerPoolIds ? { RestrictedTo: 'Workers' } : {}),
      },
    },
  };
}
