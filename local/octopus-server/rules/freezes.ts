import type { DeploymentFreeze } from '../model.ts';
import type { World } from '../world.ts';

/** What a deployment would be of, and where to. */
export interface Course {
  project: { Id: string; SpaceId: string };
  environment: { Id: string };
  tenant: { Id: string } | undefined;
}

/** The freezes that hold now and keep such a deployment from being made. */
export function freezesOver(world: World, { project, environment, tenant }: Course): DeploymentFreeze[] {
  return world.store
    .all('deploymentfreezes')
    .filter(({ SpaceId, Start, End }) => SpaceId === project.SpaceId && Start <= world.now && world.now < End)
    .filter(({ ProjectIds }) => isConcerned(ProjectIds, project.Id))
    .filter(({ EnvironmentIds }) => isConcerned(EnvironmentIds, environment.Id))
    .filter(({ TenantIds }) => isConcerned(TenantIds, tenant?.Id));
}

/** An empty list is everybody's. */
export function isConcerned(ids: readonly string[], id: string | undefined): boolean {
  return ids.length === 0 || (id !== undefined && ids.includes(id));
}
