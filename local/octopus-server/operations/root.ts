import { notFound } from '../errors.ts';
import type { Space } from '../model.ts';
import { ALL_PERMISSIONS } from '../server/permissions.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { paged } from '../views/paging.ts';
import type { World } from '../world.ts';
import { spaceOf } from './lookup.ts';

const COLLECTIONS = [
  'environments',
  'projects',
  'channels',
  'lifecycles',
  'tenants',
  'machinepolicies',
  'workerpools',
  'machines',
  'workers',
  'releases',
  'deployments',
];

/** The links a client begins from, as RFC 6570 templates. */
function links(base: string): Record<string, string> {
  const named = COLLECTIONS.map((name): [string, string] => [
    name.replace(/^./, (first: string) => first.toUpperCase()),
    `${base}/${name}{/id}{?skip,take,ids,partialName}`,
  ]);
  return {
    Self: base,
    CurrentUser: '/api/users/me',
    Spaces: '/api/spaces{/id}{?skip,ids,take,partialName}',
    Tasks: '/api/tasks{/id}{?skip,active,environment,tenant,project,name,states,ids,take}',
    Events: '/api/events{/id}{?skip,regarding,regardingAny,eventCategories,documentTypes,take}',
    Interruptions: '/api/interruptions{/id}{?skip,take,regarding,pendingOnly}',
    DiscoverMachine: `${base}/machines/discover{?host,port,type}`,
    MachineRoles: `${base}/machineroles/all`,
    ...Object.fromEntries(named),
  };
}

/** `/api`, and `/api/Spaces-1` with links into that space. */
function getRoot(request: OctopusRequest, world: World): Answer {
  const base = request.space === undefined ? '/api' : `/api/${spaceOf(request, world).Id}`;
  return ok({
    Application: 'Octopus Deploy',
    Version: '2026.3.1234',
    ApiVersion: '3.0.0',
    InstallationId: '5f9c1e6a-0000-4000-8000-000000000001',
    HasLongTermSupport: false,
    IsEarlyAccessProgram: false,
    Links: links(base),
  });
}

function getMe(): Answer {
  return ok({
    Id: 'Users-1',
    Username: 'local',
    DisplayName: 'Local service account',
    IsActive: true,
    IsService: true,
    EmailAddress: null,
    Links: { Self: '/api/users/Users-1' },
  });
}

/** Everywhere in the space, or not at all. */
function getPermissions(request: OctopusRequest, world: World): Answer {
  const id = request.params['id'] ?? '';
  if (id !== 'Users-1') throw notFound(id);
  const grant = {
    ...{ RestrictedToProjectIds: [], RestrictedToEnvironmentIds: [], RestrictedToTenantIds: [] },
    ...{ RestrictedToProjectGroupIds: [], SpaceId: request.space },
  };
  const { permissions = ALL_PERMISSIONS } = world.settings;
  return ok({
    Id: id,
    SpacePermissions: Object.fromEntries(permissions.map((permission) => [permission, [grant]])),
    SystemPermissions: [],
    Teams: [],
    IsPermissionsComplete: true,
    IsTeamsComplete: true,
  });
}

function spaceView(space: Space): Record<string, unknown> {
  return { ...space, Links: { Self: `/api/spaces/${space.Id}`, SpaceHome: `/api/${space.Id}` } };
}

function matchingSpaces(request: OctopusRequest, world: World): Space[] {
  const ids = request.query.list('ids');
  const partialName = request.query.one('partialName')?.toLowerCase() ?? '';
  return world.store
    .all('spaces')
    .filter(
      ({ Id, Name }) => (ids.length === 0 || ids.includes(Id)) && Name.toLowerCase().includes(partialName),
    );
}

function listSpaces(request: OctopusRequest, world: World): Answer {
  const matching = matchingSpaces(request, world);
  return ok(paged<Space>(request, { itemType: 'Space', matching, self: '/api/spaces', show: spaceView }));
}

function listAllSpaces(request: OctopusRequest, world: World): Answer {
  return ok(matchingSpaces(request, world).map(spaceView));
}

function getSpace(request: OctopusRequest, world: World): Answer {
  const id = request.params['id'] ?? '';
  const space = world.store
    .all('spaces')
    .find(({ Id, Slug }) => [Id, Slug].some((text) => text.toLowerCase() === id.toLowerCase()));
  if (!space) throw notFound(id);
  return ok(spaceView(space));
}

export const ROOT_ROUTES: Routes = {
  'GET ': getRoot,
  'GET users/me': getMe,
  'GET users/{id}/permissions': getPermissions,
  'GET spaces': listSpaces,
  'GET spaces/all': listAllSpaces,
  'GET spaces/{id}': getSpace,
};
