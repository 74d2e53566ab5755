import type { Environment, Lifecycle, Phase, Project, Release, Tenant } from '../model.ts';
import type { World } from '../world.ts';

interface Wish {
  release: Release;
  environment: Environment;
  project: Project;
  tenant: Tenant | undefined;
}

/** Why the lifecycle of the release's channel does not let it go to the environment now; empty = it does. */
export function lifecycleProblem(world: World, wish: Wish): string[] {
  const lifecycle = lifecycleOf(world, wish.release, wish.project);
  const phases = lifecycle?.Phases ?? [];
  if (phases.length === 0) return [];
  const index = phases.findIndex((phase) => environmentsOf(phase).includes(wish.environment.Id));
  if (index === -1)
    return [`${wish.environment.Name} is not part of the lifecycle of release ${wish.release.Version}.`];
  const missing = phases
    .slice(0, index)
    .find((phase) => !phase.IsOptionalPhase && !isPassed(world, phase, wish));
  return missing
    ? [`Release ${wish.release.Version} has not been deployed to all required phases: ${missing.Name}.`]
    : [];
}

export function lifecycleOf(world: World, release: Release, project: Project): Lifecycle | undefined {
  const channel = world.store.get('channels', release.ChannelId);
  return world.store.get('lifecycles', channel?.LifecycleId ?? project.LifecycleId);
}

export function environmentsOf(phase: Phase): string[] {
  return [...phase.AutomaticDeploymentTargets, ...phase.OptionalDeploymentTargets];
}

/** A phase is passed when the release was deployed successfully to one of its environments. */
function isPassed(world: World, phase: Phase, { release, tenant }: Wish): boolean {
  const environments = environmentsOf(phase);
  return world.store
    .all('deployments')
    .some(
      (deployment) =>
        deployment.ReleaseId === release.Id &&
        deployment.TenantId === (tenant?.Id ?? null) &&
        environments.includes(deployment.EnvironmentId) &&
        world.store.get('tasks', deployment.TaskId)?.State === 'Success',
    );
}
