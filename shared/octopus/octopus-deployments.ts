import { ProblemError } from '../contracts/problem.ts';
import type { DeploymentRequest, Deployments, ObservedDeployment, TaskState } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { apiPath, octopusId } from './octopus-client.ts';
import type { OctopusCall, OctopusClient } from './octopus-client.ts';
import { pagesOf } from './octopus-collections.ts';
import { orAbsent, refuseNoMachines } from './octopus-errors.ts';
import { CreatedDeployment, CreatedTask, Deployment, pageOf, Release } from './octopus-schemas.ts';
import { octopusTasks } from './octopus-tasks.ts';
import type { ClientOf } from './octopus-target-registry.ts';

const PER_PAGE = 100;
/** 10,000 deployments back; each page is asked for only when those before had none. */
const MOST_PAGES = 100;

/** Octopus as what checks the health of machines and deploys to them. */
export function octopusDeployments(clientOf: ClientOf): Deployments {
  return {
    recent: async (scope, projectId) => recent(clientOf(scope.server), scope, projectId),
    latestFullSuccess: async (scope, project) => latestFullSuccess(clientOf(scope.server), scope, project),
    release: async (scope, releaseId) => {
      const path = apiPath(scope.spaceId, 'releases', releaseId);
      return toRelease(await orAbsent(clientOf(scope.server).send(Release, { path })));
    },
    releaseOfVersion: async (scope, projectId, version) =>
      releaseOfVersion(
        clientOf(scope.server),
        apiPath(scope.spaceId, 'projects', projectId, 'releases'),
        version,
      ),
    request: async (scope, request) => {
      refuseNoMachines(request.machineIds);
      return requestDeployment(clientOf(scope.server), scope, request);
    },
    beginHealthCheck: async (scope, machineIds, description) => {
      refuseNoMachines(machineIds);
      const call = healthCheck(scope, machineIds, description);
      const { Id } = await clientOf(scope.server).send(CreatedTask, call);
      return { taskId: Id };
    },
    tasks: async (scope, taskIds) => octopusTasks(clientOf(scope.server), scope.spaceId, taskIds),
  };
}

/** One tenant means that deployments are made for it; with several, or none, they are made without one. */
function tenantOf({ tenantIds }: ResolvedTargeting): string | undefined {
  return tenantIds.length === 1 ? tenantIds[0] : undefined;
}

function deploymentsOf(scope: ResolvedTargeting, projectId: string) {
  return {
    path: apiPath(scope.spaceId, 'deployments'),
    query: {
      projects: octopusId(projectId),
      environments: octopusId(scope.environmentId),
      tenants: tenantOf(scope),
    },
  };
}

async function recent(
  client: OctopusClient,
  scope: ResolvedTargeting,
  projectId: string,
): Promise<ObservedDeployment[]> {
  const { path, query } = deploymentsOf(scope, projectId);
  const page = await client.send(pageOf(Deployment), { path, query: { ...query, skip: 0, take: PER_PAGE } });
  const ids = page.Items.map(({ TaskId }) => TaskId);
  const tasks = new Map((await octopusTasks(client, scope.spaceId, ids)).map((task) => [task.taskId, task]));
  return page.Items.map((deployment) => observed(deployment, tasks.get(deployment.TaskId)));
}

/** Retention may have removed the task: the deployment stays, since its marker still counts. */
function observed(deployment: Deployment, task: TaskState | undefined): ObservedDeployment {
  return {
    deploymentId: deployment.Id,
    taskId: deployment.TaskId,
    releaseId: deployment.ReleaseId,
    channelId: deployment.ChannelId,
    specificMachineIds: deployment.SpecificMachineIds,
    deployedToMachineIds: deployment.DeployedToMachineIds,
    comments: deployment.Comments,
    created: deployment.Created,
    state: task?.state ?? 'Unknown',
    hasPendingInterruptions: task?.hasPendingInterruptions ?? false,
  };
}

/** Partial deployments, our own among them, come in large numbers after each full one. */
async function latestFullSuccess(
  client: OctopusClient,
  scope: ResolvedTargeting,
  { projectId, channelId }: { projectId: string; channelId?: string },
): Promise<ObservedDeployment | undefined> {
  const { path, query } = deploymentsOf(scope, projectId);
  const filter = { ...query, channels: channelId, taskState: 'Success' };
  let pages = 0;
  for await (const { items } of pagesOf(client, { path, query: filter, item: Deployment, take: PER_PAGE })) {
    const full = items.find((one) => isFull(one) && (!channelId || one.ChannelId === channelId));
    if (full) return { ...observed(full, undefined), state: 'Success' };
    if (++pages >= MOST_PAGES) throw historyTooLong(projectId);
  }
  return undefined;
}

function isFull(deployment: Deployment): boolean {
  const { SpecificMachineIds, ExcludedMachineIds, SpecificTargetTagIds, ExcludedTargetTagIds } = deployment;
  return [SpecificMachineIds, ExcludedMachineIds, SpecificTargetTagIds, ExcludedTargetTagIds].every(
    (restriction) => restriction.length === 0,
  );
}

function historyTooLong(projectId: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusNoFullDeployment',
    message: `None of the last ${PER_PAGE * MOST_PAGES} successful deployments of ${projectId} went to all machines.`,
    nextStep: 'Deploy a release in full once, or name the release in the fleet.',
  });
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

async function requestDeployment(
  client: OctopusClient,
  scope: ResolvedTargeting,
  request: DeploymentRequest,
) {
  const tenantId = tenantOf(scope);
  const { Id, TaskId } = await client.send(CreatedDeployment, {
    method: 'POST',
    path: apiPath(scope.spaceId, 'deployments'),
    body: {
      SpaceId: scope.spaceId,
      ProjectId: request.projectId,
      ReleaseId: request.releaseId,
      EnvironmentId: scope.environmentId,
      SpecificMachineIds: [...new Set(request.machineIds)],
      Comments: request.comments,
      UseGuidedFailure: request.useGuidedFailure,
      ...(tenantId === undefined ? {} : { TenantId: tenantId }),
    },
  });
  return { deploymentId: Id, taskId: TaskId };
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
      Arguments: { Timeout: '00:05:00', MachineTimeout: '00:01:00', MachineIds: [...new Set(machineIds)] },
    },
  };
}
