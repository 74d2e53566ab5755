import { notFound } from '../errors.ts';
import type { Documents, Kind, Space } from '../model.ts';
import type { OctopusRequest } from '../server/request.ts';
import type { World } from '../world.ts';

export type SpacedKind = {
  [K in Kind]: Documents[K] extends { SpaceId: string } ? K : never;
}[Kind];

/** The space of the request's path, or the default one. Throws a 404 for a space that does not exist. */
export function spaceOf(request: OctopusRequest, world: World): Space {
  const spaces = world.store.all('spaces');
  const wanted = request.space?.toLowerCase();
  const space =
    wanted === undefined
      ? spaces.find(({ IsDefault }) => IsDefault)
      : spaces.find(({ Id, Slug, Name }) => [Id, Slug, Name].some((text) => text.toLowerCase() === wanted));
  if (!space) throw notFound(request.space ?? 'default space');
  return space;
}

/** The document named by the path, if it is in the request's space. Throws a 404. */
export function find<K extends SpacedKind>(
  { request, world }: { request: OctopusRequest; world: World },
  kind: K,
  id = request.params['id'] ?? '',
): Documents[K] {
  const document = world.store.get(kind, canonicalId(id));
  if (!document || !isVisible(request, world, document)) throw notFound(id);
  return document;
}

/** All documents of a kind in the request's space, in the order of their making. */
export function inSpace<K extends SpacedKind>(
  request: OctopusRequest,
  world: World,
  kind: K,
): Documents[K][] {
  const { Id } = spaceOf(request, world);
  return world.store.all(kind).filter((document) => (document as { SpaceId: string }).SpaceId === Id);
}

/** Tasks, events and interruptions are seen across spaces when the path names none; `spaces` narrows that. */
export function acrossSpaces<K extends SpacedKind>(
  request: OctopusRequest,
  world: World,
  kind: K,
): Documents[K][] {
  if (request.space !== undefined) return inSpace(request, world, kind);
  const spaces = request.query.list('spaces');
  const all = world.store.all(kind);
  if (spaces.length === 0) return all;
  return all.filter((document) => spaces.includes((document as { SpaceId: string }).SpaceId));
}

const CROSS_SPACE: ReadonlySet<string> = new Set(['ServerTasks', 'Events', 'Interruptions']);

function isVisible(
  request: OctopusRequest,
  world: World,
  document: { SpaceId: string; Id?: string },
): boolean {
  const type = document.Id?.split('-')[0] ?? '';
  if (request.space === undefined && CROSS_SPACE.has(type)) return true;
  return document.SpaceId === spaceOf(request, world).Id;
}

/** Ids are found whatever the case of their type, as `machines-12`. */
function canonicalId(id: string): string {
  return CANONICAL.get(id.split('-')[0]?.toLowerCase() ?? '')?.concat(id.slice(id.indexOf('-'))) ?? id;
}

const CANONICAL = new Map(
  [
    'Environments',
    'Projects',
    'Channels',
    'Lifecycles',
    'Releases',
    'Runbooks',
    'RunbookSnapshots',
    'RunbookRuns',
    'Tenants',
    'MachinePolicies',
    'WorkerPools',
    'Machines',
    'Workers',
    'ServerTasks',
    'Deployments',
    'Interruptions',
    'Events',
  ].map((type) => [type.toLowerCase(), type]),
);
