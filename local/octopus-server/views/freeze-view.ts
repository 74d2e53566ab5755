import type { DeploymentFreeze } from '../model.ts';
import { isConcerned } from '../rules/freezes.ts';
import type { World } from '../world.ts';
import { instantText } from './instant-text.ts';

/** The last instant that ISO 8601 has with four digits of a year. */
const FAR_AWAY = Date.parse('9999-12-31T23:59:59.999Z');

/** Octopus knows no "all": its scope names every project with its environments, for every tenant where there are some. */
export function freezeView(freeze: DeploymentFreeze, world: World): Record<string, unknown> {
  const { Id, Name, Start, End, TenantIds } = freeze;
  const scope = pairs(freeze, world);
  return {
    ...{ Id, Name, Description: null, RecurringSchedule: null },
    Start: instantText(Start),
    End: instantText(Math.min(End, FAR_AWAY)),
    ProjectEnvironmentScope: Object.fromEntries(TenantIds.length === 0 ? scope : []),
    TenantProjectEnvironmentScope: TenantIds.flatMap((TenantId) =>
      scope.flatMap(([ProjectId, environments]) =>
        environments.map((EnvironmentId) => ({ TenantId, ProjectId, EnvironmentId })),
      ),
    ),
  };
}

function pairs({ SpaceId, ProjectIds, EnvironmentIds }: DeploymentFreeze, { store }: World) {
  const inSpace = (document: { SpaceId: string }) => document.SpaceId === SpaceId;
  const environments = store.all('environments').filter(inSpace);
  const concerned = environments.filter(({ Id }) => isConcerned(EnvironmentIds, Id)).map(({ Id }) => Id);
  return store
    .all('projects')
    .filter((project) => inSpace(project) && isConcerned(ProjectIds, project.Id))
    .map(({ Id }): [string, string[]] => [Id, concerned]);
}
