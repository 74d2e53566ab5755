import { notFound } from '../errors.ts';
import type { Deployment, Task } from '../model.ts';
import { taskDraft } from '../rules/create-deployment.ts';
import { newTask } from '../rules/tasks.ts';
import type { World } from '../world.ts';

/** A deployment that was finished before the story begins. */
export interface PastDeployment {
  ReleaseId: string;
  EnvironmentId: string;
  TenantId?: string;
  /** Empty or absent = a full deployment, to everything there was. */
  SpecificMachineIds?: string[];
  /** What it really went to; the specific machines when absent. */
  DeployedToMachineIds?: string[];
  State?: 'Success' | 'Failed';
  Comments?: string;
  SkipActions?: string[];
  FormValues?: Record<string, unknown>;
  /** When it was completed, in milliseconds since the epoch; now when absent. */
  completedAt?: number;
}

/** How long before its completion a recorded deployment is said to have been made, in milliseconds. */
const TOOK = 30_000;

/** Adds the deployment and its task as they would look today. Throws a 404 for an unknown release or environment. */
export function addPastDeployment(world: World, past: PastDeployment): Deployment {
  const parts = partsOf(world, past);
  const Id = world.store.newId('deployments');
  const completedAt = past.completedAt ?? world.now;
  const SpecificMachineIds = past.SpecificMachineIds ?? [];
  const DeployedToMachineIds = past.DeployedToMachineIds ?? SpecificMachineIds;
  const State = past.State ?? 'Success';
  const started = completedAt - TOOK;
  const task: Task = {
    ...newTask(world.store.newId('tasks'), taskDraft(Id, parts), started),
    State,
    StartTime: started,
    CompletedTime: completedAt,
    UpdatedTime: completedAt,
    HasWarningsOrErrors: State === 'Failed',
    MachineIds: DeployedToMachineIds,
  };
  const deployment: Deployment = {
    Id,
    SpaceId: parts.release.SpaceId,
    ReleaseId: parts.release.Id,
    EnvironmentId: parts.environment.Id,
    ProjectId: parts.project.Id,
    ChannelId: parts.release.ChannelId,
    TenantId: past.TenantId ?? null,
    TaskId: task.Id,
    Name: `Deploy to ${parts.environment.Name}`,
    Comments: past.Comments ?? '',
    Created: started,
    DeployedBy: 'local',
    SpecificMachineIds,
    ExcludedMachineIds: [],
    UseGuidedFailure: false,
    ForcePackageDownload: false,
    ForcePackageRedeployment: false,
    SkipActions: past.SkipActions ?? [],
    FormValues: past.FormValues ?? {},
    DeployedToMachineIds,
    FailureEncountered: State === 'Failed',
  };
  world.store.put('tasks', task);
  world.store.put('deployments', deployment);
  return deployment;
}

function partsOf(world: World, past: PastDeployment): Parameters<typeof taskDraft>[1] {
  const release = world.store.get('releases', past.ReleaseId);
  if (!release) throw notFound(past.ReleaseId);
  const environment = world.store.get('environments', past.EnvironmentId);
  if (!environment) throw notFound(past.EnvironmentId);
  const project = world.store.get('projects', release.ProjectId);
  if (!project) throw notFound(release.ProjectId);
  const tenant = past.TenantId === undefined ? undefined : world.store.get('tenants', past.TenantId);
  return { release, environment, project, tenant };
}
