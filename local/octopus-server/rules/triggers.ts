import type { Deployment, Target } from '../model.ts';
import type { Trigger } from '../trigger-model.ts';
import type { World } from '../world.ts';
import { createDeployment } from './create-deployment.ts';
import { targetsOf } from './deployment-targets.ts';
import { activeTasks } from './tasks.ts';
import type { Transition } from './transition.ts';

/** How often Octopus looks whether there is anything for its triggers. */
const POLL = 30_000;

/** The next look of any trigger. */
export function nextTriggerPoll(world: World): Transition | undefined {
  const awake = world.store.all('triggers').filter(({ IsDisabled }) => !IsDisabled);
  const [first] = awake.sort((one, other) => one.CheckedAt - other.CheckedAt);
  return first && { time: first.CheckedAt + POLL, apply: (later) => poll(later, first) };
}

/** Deploys to the targets that appeared and are available, unless a deployment of the project runs: then the next look does. */
function poll(world: World, trigger: Trigger): void {
  let seen = trigger.SeenMachineIds;
  for (const environment of world.store.all('environments')) {
    if (!isAnyOf(trigger.EnvironmentIds, environment.Id)) continue;
    const last = lastFull(world, trigger.ProjectId, environment.Id);
    if (!last || isDeploying(world, last)) continue;
    const fresh = appeared(world, { ...trigger, SeenMachineIds: seen }, last);
    seen = [...seen, ...fresh.map(({ Id }) => Id)];
    const wanting = fresh.filter(
      ({ Id }) => trigger.ShouldRedeployWhenMachineHasBeenDeployedTo || !has(world, last.ReleaseId, Id),
    );
    if (wanting.length > 0) deploy(world, last, wanting);
  }
  world.store.put('triggers', { ...trigger, CheckedAt: world.now, SeenMachineIds: seen });
}

function isAnyOf(ids: string[], id: string): boolean {
  return ids.length === 0 || ids.includes(id);
}

/** The newest success to all of the environment: what the trigger repeats. */
function lastFull(world: World, projectId: string, environmentId: string): Deployment | undefined {
  return world.store
    .all('deployments')
    .findLast(
      ({ ProjectId, EnvironmentId, SpecificMachineIds, TaskId, RunbookId }) =>
        ProjectId === projectId &&
        EnvironmentId === environmentId &&
        RunbookId === undefined &&
        SpecificMachineIds.length === 0 &&
        world.store.get('tasks', TaskId)?.State === 'Success',
    );
}

function isDeploying(world: World, { ProjectId, EnvironmentId }: Deployment): boolean {
  return activeTasks(world).some(
    (task) => task.Name === 'Deploy' && task.ProjectId === ProjectId && task.EnvironmentId === EnvironmentId,
  );
}

function appeared(world: World, trigger: Trigger, last: Deployment): Target[] {
  const project = world.store.get('projects', trigger.ProjectId);
  if (!project) return [];
  const scope = { ...last, SpecificMachineIds: [], ExcludedMachineIds: [] };
  return targetsOf(world, scope, project).filter(
    ({ Id, HealthStatus, Roles }) =>
      !trigger.SeenMachineIds.includes(Id) &&
      (HealthStatus === 'Healthy' || HealthStatus === 'HasWarnings') &&
      (trigger.Roles.length === 0 || trigger.Roles.some((role) => Roles.includes(role))),
  );
}

function has(world: World, releaseId: string, machineId: string): boolean {
  return world.store
    .all('deployments')
    .some(
      ({ ReleaseId, DeployedToMachineIds, TaskId }) =>
        ReleaseId === releaseId &&
        DeployedToMachineIds.includes(machineId) &&
        world.store.get('tasks', TaskId)?.State === 'Success',
    );
}

function deploy(
  world: World,
  { SpaceId, ReleaseId, EnvironmentId, TenantId }: Deployment,
  to: Target[],
): void {
  const wish = {
    ...{ ReleaseId, EnvironmentId, TenantId, SpecificMachineIds: to.map(({ Id }) => Id) },
    Comments: 'New deployment targets',
  };
  createDeployment(world, { spaceId: SpaceId, by: 'server' }, wish);
}
