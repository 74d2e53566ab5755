import { ArmError, conflict, notSimulated, resourceNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf, VIRTUAL_MACHINES } from '../ids.ts';
import { textAt, without, type JsonObject } from '../json.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { COMPUTE } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
import { requireUnchanged } from '../members/unchanged.ts';
import { virtualMachine as TABLE } from '../members/virtual-machine.ts';
import { requireRegion } from '../regions.ts';
import { act, type ActionName } from '../rules/actions.ts';
import { completeMachine } from '../rules/complete-machine.ts';
import { beginOperation } from '../rules/long-running.ts';
import { findMachine, interfacesOf, newLife, sizeOf, type PlainMachine } from '../rules/plain-machines.ts';
import { requireMachineQuota } from '../rules/quota.ts';
import { etagText, requireMatch } from '../rules/write-scale-set.ts';
import { SECOND } from '../times.ts';
import { plainMachineBody, plainMachineView } from '../views/plain-machine.ts';
import type { World } from '../world.ts';
import { acceptedAction, acceptedWrite } from './async-answers.ts';
import { requireMachine } from './machine-checks.ts';
import { wantsInstanceView, wantsUserData } from './read-instances.ts';
import { requireSameLocation } from './write-body.ts';

type Run = (world: World, request: ArmRequest) => ArmResponse;

/** A machine outside of scale sets is answered for here, any other where machines of Flexible sets are. */
export function plainOr(own: Run, flexible: Run): Run {
  return (world, request) =>
    findMachine(world, idOf(request), request.now) ? own(world, request) : flexible(world, request);
}

export function getMachine(world: World, request: ArmRequest): ArmResponse {
  const machine = require(world, request);
  const body = plainMachineBody(machine, {
    now: request.now,
    expand: wantsInstanceView(request),
    userData: wantsUserData(request),
  });
  return ok(body, { etag: etagText(machine.life.etag) });
}

export function getMachineView(world: World, request: ArmRequest): ArmResponse {
  return ok(plainMachineView(require(world, request), request.now));
}

/** PUT of a machine outside of scale sets; what is left out of an existing one stays, but for its tags. */
export function putMachine(world: World, request: ArmRequest): ArmResponse {
  const id = idOf(request);
  if (!findMachine(world, id, request.now) && world.store.instances.get(keyOf(id))?.scaleSet)
    throw notSimulated('PUT of a virtual machine of', 'a scale set');
  const read = readBody(TABLE, request.body, COMPUTE);
  requireMembers(TABLE, read, COMPUTE);
  if (typeof read.location !== 'string')
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  return write(world, request, { ...read, location: requireRegion(read.location, VIRTUAL_MACHINES) });
}

/** PATCH: what it names changes, tags as a whole. */
export function patchMachine(world: World, request: ArmRequest): ArmResponse {
  const { record } = require(world, request);
  const { tags, location } = record.body;
  return write(world, request, { location, tags, ...readBody(TABLE, request.body, COMPUTE) });
}

/** DELETE: its disks stay, and so do its interfaces unless they were to go with it. */
export function deleteMachine(world: World, request: ArmRequest): ArmResponse {
  const { record, life } = require(world, request);
  if (life.deletingAt !== undefined) throw conflict();
  const seconds = world.chance.between(world.settings.deleteSeconds, life.vmId, 'delete');
  const goneAt = Math.round(request.now + seconds * SECOND);
  world.store.instances.put({ ...life, deletingAt: request.now, goneAt });
  for (const nic of interfacesOf(record.body))
    if (textAt(nic, 'properties', 'deleteOption') === 'Delete')
      world.store.resources.delete(keyOf(textAt(nic, 'id') ?? ''));
  return acceptedAction(request, begin(world, request, { record, endsAt: goneAt, action: 'delete' }));
}

/** POST of an action on a machine outside of scale sets. */
export function postMachineAction(action: ActionName): Run {
  return (world, request) => {
    const { record, life } = require(world, request);
    if (life.deletingAt !== undefined) throw conflict();
    const endsAt = act(
      world,
      { modelVersion: 1, properties: {} },
      { instances: [life], action, now: request.now },
    );
    return acceptedAction(request, begin(world, request, { record, endsAt, action: `${action}/action` }));
  };
}

function write(world: World, request: ArmRequest, read: JsonObject): ArmResponse {
  const id = idOf(request);
  const current = findMachine(world, id, request.now);
  if (current) requireChangeable(current, request, read);
  const kept = current ? without(current.record.body, 'tags') : {};
  const body = completeMachine(world, mergedByTable(TABLE, kept, read));
  requireMachine(world, body, { id, now: request.now });
  requireMachineQuota(world, {
    subscription: param(request, 'subscription'),
    location: String(body.location),
    size: sizeOf(body),
    before: current && sizeOf(current.record.body),
  });
  const next = stored(world, request, { current, body });
  const endsAt = next.life.updating?.until ?? next.life.provisionedAt ?? request.now;
  const operation = begin(world, request, { record: next.record, endsAt, action: 'write' });
  return acceptedWrite(request, operation, {
    status: current ? 200 : 201,
    body: plainMachineBody(next, { now: request.now, expand: false }),
    etag: etagText(next.life.etag),
  });
}

function stored(
  world: World,
  request: ArmRequest,
  { current, body }: { current: PlainMachine | undefined; body: JsonObject },
): PlainMachine {
  const { now } = request;
  const id = current?.record.id ?? idOf(request);
  const key = keyOf(id);
  const revision = (current?.record.revision ?? 0) + 1;
  const record = { key, id, type: VIRTUAL_MACHINES, body, revision };
  const life = current
    ? { ...current.life, etag: current.life.etag + 1, updating: { from: now, until: now + 2 * SECOND } }
    : newLife(world, { key, name: param(request, 'virtualMachine'), body, now });
  world.store.resources.put(record);
  world.store.instances.put(life);
  return { record, life };
}

function requireChangeable(current: PlainMachine, request: ArmRequest, read: JsonObject): void {
  if (current.life.deletingAt !== undefined) throw conflict();
  requireMatch(current.life.etag, request.headers['if-match']);
  const { record, life } = current;
  const location = textAt(read, 'location');
  requireSameLocation(
    { name: life.id, location: textAt(record.body, 'location') ?? '' },
    location === undefined ? {} : { location },
    request.method,
  );
  const shown = plainMachineBody(current, { now: request.now, expand: false });
  requireUnchanged(TABLE, shown, read);
}

function begin(
  world: World,
  request: ArmRequest,
  { record, endsAt, action }: { record: PlainMachine['record']; endsAt: number; action: string },
): ReturnType<typeof beginOperation> {
  const kinds: Record<string, 'Write' | 'Delete'> = { write: 'Write', delete: 'Delete' };
  return beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Compute',
    ...scopeOf(request),
    location: textAt(record.body, 'location') ?? 'westeurope',
    target: record.key,
    endsAt,
    change: {
      kind: kinds[action] ?? 'Action',
      resourceUri: record.id,
      operationName: `${VIRTUAL_MACHINES}/${action}`,
    },
  });
}

function idOf(request: ArmRequest): string {
  return resourceId(scopeOf(request), VIRTUAL_MACHINES, param(request, 'virtualMachine'));
}

function require(world: World, request: ArmRequest): PlainMachine {
  const found = findMachine(world, idOf(request), request.now);
  if (found) return found;
  throw resourceNotFound(VIRTUAL_MACHINES, param(request, 'virtualMachine'), param(request, 'resourceGroup'));
}
