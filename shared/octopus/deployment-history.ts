import { ProblemError } from '../contracts/problem.ts';
import { type ObservedDeployment, OUR_MARK, type TaskState } from '../ports/deployments.ts';
import type { ResolvedTargeting } from '../ports/target-registry.ts';
import { apiPath, octopusId } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { pagesOf } from './octopus-collections.ts';
import { Deployment, pageOf } from './octopus-schemas.ts';
import { isSnapshot, madeOf } from './runs.ts';
import { octopusTasks } from './octopus-tasks.ts';

const PER_PAGE = 100;
/** 10,000 deployments back; each page is asked for only when those before had none. */
const MOST_PAGES = 100;

/** One tenant means that deployments are made for it; with several, or none, they are made without one. */
export function tenantOf({ tenantIds }: ResolvedTargeting): string | undefined {
  return tenantIds.length === 1 ? tenantIds[0] : undefined;
}

/** The list of a project's deployments, or of a runbook's runs, to the environment and tenant. */
export function deploymentsOf(scope: ResolvedTargeting, projectId: string) {
  const { kind, filter, item } = madeOf(projectId);
  return {
    path: apiPath(scope.spaceId, kind),
    item,
    query: {
      [filter]: octopusId(projectId),
      environments: octopusId(scope.environmentId),
      tenants: tenantOf(scope),
    },
  };
}

/** Without a tenant the list has everybody's: what was deployed for a tenant says nothing of what has none. */
export function isForScope({ TenantId, EnvironmentId }: Deployment, scope: ResolvedTargeting): boolean {
  return TenantId === (tenantOf(scope) ?? '') && EnvironmentId === scope.environmentId;
}

export async function recentDeployments(
  client: OctopusClient,
  scope: ResolvedTargeting,
  projectId: string,
): Promise<ObservedDeployment[]> {
  const { path, query, item } = deploymentsOf(scope, projectId);
  const page = await client.send(pageOf(item), { path, query: { ...query, skip: 0, take: PER_PAGE } });
  return observedAll(client, scope, page.Items);
}

/** 2,000 deployments further back; it is asked once for a machine. */
const MOST_EARLIER_PAGES = 20;

/** Those before the newest hundred that were made since then. */
export async function earlierDeployments(
  client: OctopusClient,
  scope: ResolvedTargeting,
  { projectId, since }: { projectId: string; since: string },
): Promise<ObservedDeployment[]> {
  const collection = { ...deploymentsOf(scope, projectId), take: PER_PAGE, from: PER_PAGE };
  const found: ObservedDeployment[] = [];
  let pages = 0;
  for await (const { items } of pagesOf(client, collection)) {
    found.push(...(await observedAll(client, scope, items)));
    const oldest = items.at(-1)?.Created;
    if (++pages >= MOST_EARLIER_PAGES || (oldest && Date.parse(oldest) < Date.parse(since))) break;
  }
  return found;
}

async function observedAll(
  client: OctopusClient,
  scope: ResolvedTargeting,
  deployments: Deployment[],
): Promise<ObservedDeployment[]> {
  const items = deployments.filter((each) => isForScope(each, scope));
  const tasks = await tasksOf(client, scope, items);
  return items.map((deployment) => observed(deployment, tasks.get(deployment.TaskId)));
}

async function tasksOf(client: OctopusClient, { spaceId }: ResolvedTargeting, items: Deployment[]) {
  const tasks = await octopusTasks(
    client,
    spaceId,
    items.map(({ TaskId }) => TaskId),
  );
  return new Map(tasks.map((task) => [task.taskId, task]));
}

/** Retention may have removed the task: the deployment stays, since its marker and its machines still count. */
function observed(deployment: Deployment, task: TaskState | undefined): ObservedDeployment {
  return {
    deploymentId: deployment.Id,
    taskId: deployment.TaskId,
    releaseId: deployment.ReleaseId,
    channelId: deployment.ChannelId,
    specificMachineIds: deployment.SpecificMachineIds,
    excludedMachineIds: deployment.ExcludedMachineIds,
    isLimitedByTags: isLimitedByTags(deployment),
    deployedToMachineIds: deployment.DeployedToMachineIds,
    failureEncountered: deployment.FailureEncountered,
    comments: deployment.Comments,
    isOurs: deployment.Comments.includes(OUR_MARK),
    created: deployment.Created,
    state: task?.state ?? 'Unknown',
    hasPendingInterruptions: task?.hasPendingInterruptions ?? false,
    ...(task?.startedAt === undefined ? {} : { ranAt: task.startedAt }),
    ...(task?.queuedFor === undefined ? {} : { startsAt: task.queuedFor }),
  };
}

function isLimitedByTags({ SpecificTargetTagIds, ExcludedTargetTagIds }: Deployment): boolean {
  return SpecificTargetTagIds.length > 0 || ExcludedTargetTagIds.length > 0;
}

function isFull(deployment: Deployment): boolean {
  const { SpecificMachineIds, ExcludedMachineIds } = deployment;
  return SpecificMachineIds.length === 0 && ExcludedMachineIds.length === 0 && !isLimitedByTags(deployment);
}

/** Partial deployments, our own among them, come in large numbers after each full one. */
export async function latestFullSuccess(
  client: OctopusClient,
  scope: ResolvedTargeting,
  { projectId, channelId, releaseIds }: { projectId: string; channelId?: string; releaseIds?: string[] },
): Promise<ObservedDeployment | undefined> {
  const { path, query } = deploymentsOf(scope, projectId);
  const filter = { ...query, channels: channelId, taskState: 'Success' };
  let pages = 0;
  for await (const { items } of pagesOf(client, { path, query: filter, item: Deployment, take: PER_PAGE })) {
    const ofChannel = items.filter((one) => !channelId || one.ChannelId === channelId);
    const asked = ofChannel.filter(({ ReleaseId }) => releaseIds?.includes(ReleaseId) ?? true);
    const full = asked.find((one) => isFull(one) && isForScope(one, scope));
    if (full) return { ...observed(full, undefined), state: 'Success' };
    if (++pages >= MOST_PAGES) throw historyTooLong(projectId);
  }
  return undefined;
}

function historyTooLong(projectId: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'octopusNoFullDeployment',
    message: `None of the last ${PER_PAGE * MOST_PAGES} successful deployments of ${projectId} went to all machines.`,
    nextStep: 'Deploy a release in full once, or name the release in the fleet.',
  });
}

/** Hardly a release is deployed in full so long before it is pinned. */
const PAGES_OF_A_RELEASE = 10;

/** The newest full deployment of a release that succeeded, or else the newest full one. */
export async function fullDeploymentOf(
  client: OctopusClient,
  scope: ResolvedTargeting,
  releaseId: string,
): Promise<string | undefined> {
  // Of a runbook nobody's choices are repeated: it is run for the fleet's machines alone.
  if (isSnapshot(releaseId)) return undefined;
  const path = apiPath(scope.spaceId, 'releases', releaseId, 'deployments');
  let pages = 0;
  for await (const { items } of pagesOf(client, { path, item: Deployment, take: PER_PAGE })) {
    const full = items.filter((one) => isFull(one) && isForScope(one, scope));
    const tasks = await tasksOf(client, scope, full);
    const best = full.find(({ TaskId }) => tasks.get(TaskId)?.state === 'Success') ?? full[0];
    if (best || ++pages >= PAGES_OF_A_RELEASE) return best?.Id;
  }
  return undefined;
}
