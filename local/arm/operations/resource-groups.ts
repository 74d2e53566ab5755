import { ArmError, resourceGroupNotFound } from '../errors.ts';
import { ok, queryOption, type ArmRequest, type ArmResponse, param } from '../http/messages.ts';
import { scopeOf } from '../ids.ts';
import { isObject, objectAt, type JsonObject } from '../json.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { FRONT_DOOR } from '../members/refusals.ts';
import { resourceGroup as TABLE } from '../members/resource-group.ts';
import { REGIONS, regionOf } from '../regions.ts';
import { parseFilter } from '../resources/filter.ts';
import { findGroup, isGroupGone, newGroup, RESOURCE_GROUPS } from '../resources/groups.ts';
import { beginOperation } from '../rules/long-running.ts';
import type { ResourceRecord } from '../store/store.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { emptyGroup } from './empty-group.ts';
import { page, pageSize } from './paging.ts';

export function listResourceGroups(world: World, request: ArmRequest): ArmResponse {
  const prefix = `/subscriptions/${param(request, 'subscription')}/`.toLowerCase();
  const matches = parseFilter(queryOption(request, '$filter'));
  const found = [...world.store.resources.group(RESOURCE_GROUPS)].filter(
    (group) =>
      group.key.startsWith(prefix) &&
      !isGroupGone(group, request.now) &&
      matches({ name: String(group.body.name), tags: objectAt(group.body, 'tags') }),
  );
  const sorted = found.sort((a, b) => (a.key < b.key ? -1 : 1));
  return page(request, sorted, { size: pageSize(request), view });
}

export function getResourceGroup(world: World, request: ArmRequest): ArmResponse {
  return ok(view(requireGroup(world, request)));
}

/** HEAD: whether there is one. */
export function headResourceGroup(world: World, request: ArmRequest): ArmResponse {
  return { status: findGroup(world, scopeOf(request)) ? 204 : 404 };
}

/** PUT: creates the group, or replaces its tags; where it is cannot change. */
export function putResourceGroup(world: World, request: ArmRequest): ArmResponse {
  const { location, tags, managedBy } = mergedByTable(TABLE, {}, readBody(TABLE, request.body, FRONT_DOOR));
  const current = findGroup(world, scopeOf(request));
  if (typeof location !== 'string' || location.trim() === '')
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  if (current) requireSamePlace(current, location);
  const parts = {
    location: regionOf(location),
    ...(tags !== undefined && { tags }),
    ...(managedBy !== undefined && { managedBy }),
  };
  if (!current) requireAvailable(location);
  const fresh = newGroup(scopeOf(request), parts);
  const record = current
    ? {
        ...fresh,
        id: current.id,
        revision: current.revision + 1,
        body: { ...fresh.body, id: current.id, name: current.body.name },
      }
    : fresh;
  world.store.resources.put(record);
  return { status: current ? 200 : 201, body: view(record) };
}

/** PATCH: tags, as a whole. */
export function patchResourceGroup(world: World, request: ArmRequest): ArmResponse {
  const current = requireGroup(world, request);
  const { tags } = mergedByTable(TABLE, {}, readBody(TABLE, request.body, FRONT_DOOR));
  requireStanding(current);
  const body = isObject(tags) ? { ...current.body, tags } : current.body;
  const record = { ...current, revision: current.revision + 1, body };
  world.store.resources.put(record);
  return ok(view(record));
}

/** DELETE: everything in it goes first; the group is gone when the operation has succeeded. */
export function deleteResourceGroup(world: World, request: ArmRequest): ArmResponse {
  const group = requireGroup(world, request);
  const known = world.store.operations.get(group.operation ?? '');
  if (group.goneAt !== undefined && known) return deleting(request, known.key);
  const goneAt = emptyGroup(world, request, group.id) + 2 * SECOND;
  const operation = beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Resources',
    ...scopeOf(request),
    location: String(group.body.location),
    target: group.key,
    endsAt: goneAt,
    change: {
      kind: 'Delete',
      resourceUri: group.id,
      operationName: 'Microsoft.Resources/subscriptions/resourceGroups/delete',
    },
  });
  world.store.resources.put({ ...group, operation: operation.key, goneAt });
  return deleting(request, operation.key);
}

/** What a client polls while a group is deleted: 202, then 200 without a body. */
export function getGroupOperation(world: World, request: ArmRequest): ArmResponse {
  const operation = world.store.operations.get(param(request, 'operation').toLowerCase());
  if (!operation || operation.subscription.toLowerCase() !== param(request, 'subscription').toLowerCase())
    throw new ArmError(404, 'OperationNotFound', 'The operation was not found.');
  return operation.endsAt > request.now ? deleting(request, operation.key) : { status: 200 };
}

export function requireGroup(world: World, request: ArmRequest): ResourceRecord {
  const group = findGroup(world, scopeOf(request));
  if (!group) throw resourceGroupNotFound(param(request, 'resourceGroup'));
  return group;
}

/** A group that is being deleted takes nothing new. */
export function requireStanding(group: ResourceRecord): void {
  if (group.goneAt === undefined) return;
  throw new ArmError(
    409,
    'ResourceGroupBeingDeleted',
    `The resource group '${String(group.body.name)}' is in deprovisioning state and cannot perform this operation.`,
  );
}

function deleting(request: ArmRequest, operation: string): ArmResponse {
  const version = request.query.get('api-version') ?? '';
  const path = `/subscriptions/${param(request, 'subscription')}/operationresults/${operation}`;
  return {
    status: 202,
    headers: { location: `${request.base}${path}?api-version=${version}`, 'retry-after': '15' },
  };
}

function view({ body, goneAt }: ResourceRecord): JsonObject {
  return goneAt === undefined ? body : { ...body, properties: { provisioningState: 'Deleting' } };
}

function requireSamePlace(current: ResourceRecord, location: string): void {
  requireStanding(current);
  if (regionOf(location) === regionOf(String(current.body.location))) return;
  throw new ArmError(
    409,
    'InvalidResourceGroupLocation',
    `Invalid resource group location '${location}'. The Resource group already exists in location '${String(current.body.location)}'.`,
  );
}

function requireAvailable(location: string): void {
  if (REGIONS.includes(regionOf(location))) return;
  throw new ArmError(
    400,
    'LocationNotAvailableForResourceGroup',
    `The provided location '${location}' is not available for resource group. List of available regions is '${REGIONS.join(',')}'.`,
  );
}
