import type { Scope } from '../ids.ts';
import { requireNameOf } from '../members/names.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

export const RESOURCE_GROUPS = 'Microsoft.Resources/resourceGroups';
const DEFAULT_LOCATION = 'westeurope';

/** Whether there is this resource group: every write and read of what is in one goes by this. */
export function groupExists(world: World, scope: Scope): boolean {
  return findGroup(world, scope) !== undefined;
}

export function findGroup(world: World, scope: Scope): ResourceRecord | undefined {
  const group = world.store.resources.get(groupKey(scope));
  return group && !isGroupGone(group, world.clock.now()) ? group : undefined;
}

export function isGroupGone({ goneAt }: ResourceRecord, now: number): boolean {
  return goneAt !== undefined && goneAt <= now;
}

/** Makes the group when it is not there: what the side door creates brings its group along. */
export function ensureGroup(world: World, scope: Scope, location = DEFAULT_LOCATION): void {
  if (groupExists(world, scope)) return;
  requireNameOf('resourceGroups', scope.resourceGroup);
  world.store.resources.put(newGroup(scope, { location }));
}

export function newGroup(
  { subscription, resourceGroup }: Scope,
  parts: { location: string; tags?: unknown; managedBy?: unknown },
): ResourceRecord {
  const id = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  const properties = { provisioningState: 'Succeeded' };
  return {
    key: groupKey({ subscription, resourceGroup }),
    id,
    type: RESOURCE_GROUPS,
    revision: 1,
    body: { id, name: resourceGroup, type: RESOURCE_GROUPS, ...parts, properties },
  };
}

/** State from before groups were kept has resources whose group is not: each gets one. A group that was deleted stays so. */
export function ensureGroups(world: World): void {
  const scopes = new Map<string, Scope>();
  const add = (id: string) => {
    const [, subscription, resourceGroup] =
      /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(id) ?? [];
    if (subscription && resourceGroup)
      scopes.set(id.split('/').slice(0, 5).join('/').toLowerCase(), { subscription, resourceGroup });
  };
  for (const { subscription, resourceGroup } of world.store.scaleSets.values())
    add(`/subscriptions/${subscription}/resourceGroups/${resourceGroup}`);
  for (const { id } of world.store.resources.values()) add(id);
  for (const scope of scopes.values())
    if (!world.store.resources.get(groupKey(scope)))
      world.store.resources.put(newGroup(scope, { location: DEFAULT_LOCATION }));
}

function groupKey({ subscription, resourceGroup }: Scope): string {
  return `/subscriptions/${subscription}/resourcegroups/${resourceGroup}`.toLowerCase();
}
