import { ArmError, invalidParameter, operationNotAllowed, resourceNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { isObject, merged, numberAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { disk as DISK } from '../members/disk.ts';
import { readBody } from '../members/read-members.ts';
import { COMPUTE } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
import { requireRegion } from '../regions.ts';
import { beginOperation } from '../rules/long-running.ts';
import { completeDisk, diskOwner, DISKS, findDisk, speed } from '../rules/managed-disks.ts';
import type { ResourceRecord } from '../store/store.ts';
import { SECOND } from '../times.ts';
import { diskBody } from '../views/disk-view.ts';
import type { World } from '../world.ts';
import { acceptedAction } from './async-answers.ts';
import { requireSamePlace } from './write-body.ts';

export function getDisk(world: World, request: ArmRequest): ArmResponse {
  return ok(diskBody(world, requireDisk(world, request), request.now));
}

/** Those of a subscription, or of a resource group. */
export function listDisks(world: World, request: ArmRequest): ArmResponse {
  const { resourceGroup } = request.params;
  const scope = `/subscriptions/${param(request, 'subscription')}/resourcegroups/${resourceGroup ?? ''}`;
  const prefix = keyOf(resourceGroup === undefined ? scope : `${scope}/`);
  const found = [...world.store.resources.group(DISKS)].filter(({ key }) => key.startsWith(prefix));
  return ok({ value: found.map((record) => diskBody(world, record, request.now)) });
}

/** PUT: 202 with what was asked for; the operation gives the disk. */
export function putDisk(world: World, request: ArmRequest): ArmResponse {
  const id = idOf(request);
  const read = readBody(DISK, request.body, COMPUTE);
  requireMembers(DISK, read, COMPUTE);
  const { location } = read;
  if (typeof location !== 'string')
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  const body: JsonObject = { ...read, location: requireRegion(location, DISKS) };
  const current = findDisk(world, id);
  if (current) requireSame(current, body);
  requireSource(body);
  return write(world, request, { id, body: completeDisk(body), asked: body });
}

/** PATCH merges, but tags are taken whole. */
export function patchDisk(world: World, request: ArmRequest): ArmResponse {
  const current = requireDisk(world, request);
  const { tags, ...read } = readBody(DISK, request.body, COMPUTE);
  const before = withoutDerived(current.body);
  const body = { ...merged(before, read), ...(isObject(tags) && { tags }) };
  requireMembers(DISK, body, COMPUTE);
  requireSame(current, body);
  requireSource(body);
  return write(world, request, { id: current.id, body: completeDisk(body), asked: body });
}

/** DELETE: not while a machine has it. */
export function deleteDisk(world: World, request: ArmRequest): ArmResponse {
  const current = findDisk(world, idOf(request));
  if (!current) return { status: 204 };
  const owner = diskOwner(world, current.id, request.now);
  if (owner) throw operationNotAllowed(`Disk ${param(request, 'disk')} is attached to VM ${owner.id}.`);
  world.store.resources.delete(current.key);
  return acceptedAction(request, begin(world, request, { record: current, kind: 'Delete' }));
}

function write(
  world: World,
  request: ArmRequest,
  { id, body, asked }: { id: string; body: JsonObject; asked: JsonObject },
): ArmResponse {
  const current = findDisk(world, id);
  const createdAt = numberAt(current?.body, 'properties', 'createdAt') ?? request.now;
  const record: ResourceRecord = {
    key: keyOf(id),
    id: current?.id ?? id,
    type: DISKS,
    body: { ...body, properties: { ...objectAt(body, 'properties'), createdAt } },
    revision: (current?.revision ?? 0) + 1,
  };
  world.store.resources.put(record);
  const operation = begin(world, request, { record, kind: 'Write' });
  const state = { provisioningState: 'Updating', isArmResource: true };
  const properties = { ...objectAt(asked, 'properties'), ...state };
  return {
    ...acceptedAction(request, operation),
    body: { name: param(request, 'disk'), ...asked, properties },
  };
}

function begin(
  world: World,
  request: ArmRequest,
  { record, kind }: { record: ResourceRecord; kind: 'Write' | 'Delete' },
): ReturnType<typeof beginOperation> {
  return beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Compute',
    ...scopeOf(request),
    location: textAt(record.body, 'location') ?? 'westeurope',
    target: record.key,
    endsAt: request.now + SECOND,
    ...(kind === 'Write' && { output: diskBody(world, record, request.now) }),
    change: { kind, resourceUri: record.id, operationName: `${DISKS}/${kind.toLowerCase()}` },
  });
}

/** What is filled in by kind and size is filled in anew when either changes. */
function withoutDerived(body: JsonObject): JsonObject {
  const properties = objectAt(body, 'properties');
  const derived = speed(textAt(body, 'sku', 'name') ?? '', numberAt(properties, 'diskSizeGB') ?? 0);
  const names = Object.keys(derived).filter((name) => derived[name] === properties[name]);
  return { ...body, properties: without(properties, 'createdAt', ...names) };
}

/** A disk stays where it is, and never shrinks. */
function requireSame(current: ResourceRecord, body: JsonObject): void {
  const name = current.id.slice(current.id.lastIndexOf('/') + 1);
  requireSamePlace(current, textAt(body, 'location') ?? '');
  const [had, has] = [current.body, body].map((one) => numberAt(one, 'properties', 'diskSizeGB'));
  if (had !== undefined && has !== undefined && has < had)
    throw operationNotAllowed(
      `New size of disk ${name}, ${has} GB, is less than its size of ${had} GB. Disks can only grow.`,
    );
}

/** An empty disk is of some size; others are of the size of what they are made of. */
function requireSource(body: JsonObject): void {
  const option = textAt(body, 'properties', 'creationData', 'createOption');
  if (option === undefined)
    throw invalidParameter("Required parameter 'disk.creationData' is missing (null).", 'disk.creationData');
  if (option === 'Empty' && numberAt(body, 'properties', 'diskSizeGB') === undefined)
    throw invalidParameter("Required parameter 'disk.diskSizeGB' is missing (null).", 'disk.diskSizeGB');
}

function idOf(request: ArmRequest): string {
  return resourceId(scopeOf(request), DISKS, param(request, 'disk'));
}

function requireDisk(world: World, request: ArmRequest): ResourceRecord {
  const found = findDisk(world, idOf(request));
  if (found) return found;
  throw resourceNotFound(DISKS, param(request, 'disk'), param(request, 'resourceGroup'));
}
