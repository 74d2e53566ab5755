import type { Deployment, Release } from '../model.ts';
import { instantText, instantTextOrNull } from '../views/instant-text.ts';
import type { World } from '../world.ts';

/** The deployments of a release by environment id, newest first. */
export function deploymentsPerEnvironment(
  release: Release,
  deployments: Deployment[],
  world: World,
): Record<string, unknown[]> {
  const result: Record<string, unknown[]> = {};
  for (const deployment of deployments.toReversed())
    if (deployment.ReleaseId === release.Id)
      (result[deployment.EnvironmentId] ??= []).push(dashboardItem(deployment, release, world));
  return result;
}

function dashboardItem(deployment: Deployment, release: Release, world: World): Record<string, unknown> {
  const task = world.store.get('tasks', deployment.TaskId);
  if (!task) throw new Error(`${deployment.Id} has no task`);
  return {
    Id: deployment.Id,
    DeploymentId: deployment.Id,
    ProjectId: deployment.ProjectId,
    EnvironmentId: deployment.EnvironmentId,
    ReleaseId: release.Id,
    ReleaseVersion: release.Version,
    ChannelId: deployment.ChannelId,
    TenantId: deployment.TenantId,
    TaskId: deployment.TaskId,
    State: task.State,
    Created: instantText(deployment.Created),
    QueueTime: instantText(task.QueueTime),
    StartTime: instantTextOrNull(task.StartTime),
    CompletedTime: instantTextOrNull(task.CompletedTime),
    IsCompleted: task.CompletedTime !== null,
    HasPendingInterruptions: task.HasPendingInterruptions,
    HasWarningsOrErrors: task.HasWarningsOrErrors,
    ErrorMessage: task.ErrorMessage,
  };
}
