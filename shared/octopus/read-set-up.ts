import * as z from 'zod';
import { ProblemError } from '../contracts/problem.ts';
import type { SetUp } from '../domain/advice.ts';
import type { ResolvedProject, ResolvedTargeting } from '../ports/target-registry.ts';
import { apiPath, type OctopusClient } from './octopus-client.ts';
import { itemsById, listAll } from './octopus-collections.ts';

const MachinePolicy = z.object({
  ...{ Id: z.string().min(1), Name: z.string(), IsDefault: z.boolean().nullish() },
  MachineCleanupPolicy: z
    .object({
      DeleteMachinesBehavior: z.string().nullish(),
      DeleteMachinesElapsedTimeSpan: z.string().nullish(),
    })
    .nullish(),
  MachineHealthCheckPolicy: z
    .object({ HealthCheckInterval: z.string().nullish(), HealthCheckCron: z.string().nullish() })
    .nullish(),
});

const Project = z.object({
  ...{ Id: z.string().min(1), Name: z.string(), IsDisabled: z.boolean().nullish() },
  TenantedDeploymentMode: z.string().nullish(),
  ProjectConnectivityPolicy: z.object({ SkipMachineBehavior: z.string().nullish() }).nullish(),
});

const Me = z.object({ Id: z.string().min(1) });
/** No ids: everywhere in the space. */
const Ids = z.array(z.string()).nullish();
const Grant = z.object({ RestrictedToEnvironmentIds: Ids, RestrictedToProjectIds: Ids });
type Grant = z.infer<typeof Grant>;
const Permissions = z.object({
  IsPermissionsComplete: z.boolean().nullish(),
  SpacePermissions: z.record(z.string(), z.array(Grant).nullish()),
});

const FOR_TARGETS = ['MachineView', 'MachineCreate', 'MachineEdit', 'MachineDelete'];
const FOR_WORKERS = ['WorkerView', 'WorkerEdit'];
const FOR_HEALTH = ['TaskView', 'TaskCreate'];
const FOR_PROJECTS = ['ProjectView', 'ReleaseView', 'DeploymentView', 'DeploymentCreate'];

/**
 * How Octopus is set up around a fleet: the user's permissions, the policy of its machines and its projects, in four calls.
 * What Octopus does not let be read is left out; never throws a `ProblemError`.
 */
export async function readSetUp(client: OctopusClient, scope: ResolvedTargeting): Promise<SetUp> {
  const [machinePolicy, projects, missingPermissions] = await Promise.all([
    orUnknown(policyOf(client, scope)),
    orUnknown(projectsOf(client, scope)),
    orUnknown(missingOf(client, scope)),
  ]);
  return {
    projects: projects ?? [],
    ...(machinePolicy ? { machinePolicy } : {}),
    ...(missingPermissions ? { missingPermissions } : {}),
  };
}

async function orUnknown<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

async function policyOf(client: OctopusClient, scope: ResolvedTargeting): Promise<SetUp['machinePolicy']> {
  const path = apiPath(scope.spaceId, 'machinepolicies');
  const policies = await listAll(client, { path, item: MachinePolicy });
  const wanted = scope.machinePolicyId;
  const policy = policies.find(({ Id, IsDefault }) => (wanted === undefined ? IsDefault : Id === wanted));
  if (!policy) return undefined;
  const { DeleteMachinesBehavior, DeleteMachinesElapsedTimeSpan } = policy.MachineCleanupPolicy ?? {};
  const { HealthCheckInterval, HealthCheckCron } = policy.MachineHealthCheckPolicy ?? {};
  const deletes = DeleteMachinesBehavior === 'DeleteUnavailableMachines';
  return {
    name: policy.Name,
    neverChecks: !HealthCheckInterval && !HealthCheckCron,
    ...(deletes ? { deletesAfter: DeleteMachinesElapsedTimeSpan ?? 'some time' } : {}),
  };
}

async function projectsOf(client: OctopusClient, scope: ResolvedTargeting): Promise<SetUp['projects']> {
  const path = apiPath(scope.spaceId, 'projects');
  const ids = scope.projects.map(({ projectId }) => projectId);
  const tenanted = new Set(scope.projects.filter(isForTenant).map(({ projectId }) => projectId));
  return (await itemsById(client, { path, item: Project }, ids)).map((project) => ({
    name: project.Name,
    isDisabled: project.IsDisabled ?? false,
    skipsUnavailable: project.ProjectConnectivityPolicy?.SkipMachineBehavior !== 'None',
    lacksTenant: project.TenantedDeploymentMode === 'Tenanted' && !tenanted.has(project.Id),
  }));
}

function isForTenant({ tenantId }: ResolvedProject): boolean {
  return tenantId !== undefined;
}

async function missingOf(client: OctopusClient, scope: ResolvedTargeting): Promise<string[] | undefined> {
  const { Id } = await client.send(Me, { path: apiPath('users', 'me') });
  const path = apiPath(scope.spaceId, 'users', Id, 'permissions');
  const { SpacePermissions, IsPermissionsComplete } = await client.send(Permissions, { path });
  // Who may not see all of its own cannot tell what it lacks.
  if (IsPermissionsComplete === false) return undefined;
  const has = (permission: string, isEnough: (grant: Grant) => boolean) =>
    (SpacePermissions[permission] ?? []).some(isEnough);
  const inEnvironment = (grant: Grant) => reaches(grant.RestrictedToEnvironmentIds, scope.environmentId);
  const lacks = (permission: string) => !has(permission, inEnvironment);
  const onMachines = scope.workerPoolIds ? FOR_WORKERS : FOR_TARGETS;
  const lacksForSome = (permission: string) =>
    scope.projects.some(
      ({ projectId }) =>
        !has(permission, (grant) => inEnvironment(grant) && reaches(grant.RestrictedToProjectIds, projectId)),
    );
  return [...[...onMachines, ...FOR_HEALTH].filter(lacks), ...FOR_PROJECTS.filter(lacksForSome)];
}

function reaches(ids: string[] | null | undefined, id: string): boolean {
  return !ids || ids.length === 0 || ids.includes(id);
}
