import { ArmError } from '../errors.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf } from '../ids.ts';
import { objectAt, textAt, type JsonObject } from '../json.ts';
import { lock as TABLE } from '../members/lock.ts';
import { readBody } from '../members/read-members.ts';
import { FRONT_DOOR } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
import { LOCKS, locksAround, scopeOfLock } from '../resources/locks.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

/** Locks of the scope, of what it is in and of what is in it; the last ones not with `$filter=atScope()`. */
export function listLocks(world: World, request: ArmRequest): ArmResponse {
  const { above, below } = locksAround(world, requireScope(request));
  const atScope = /^\s*atScope\(\)\s*$/i.test(queryOption(request, '$filter') ?? '');
  const found = atScope ? above : [...above, ...below];
  return ok({ value: found.sort((a, b) => (a.key < b.key ? -1 : 1)).map(view) });
}

export function getLock(world: World, request: ArmRequest): ArmResponse {
  const record = world.store.resources.get(keyOf(idOf(request)));
  if (record) return ok(view(record));
  throw new ArmError(404, 'LockNotFound', `The lock '${param(request, 'lock')}' could not be found.`);
}

/** PUT replaces the whole of it. */
export function putLock(world: World, request: ArmRequest): ArmResponse {
  const body = readBody(TABLE, request.body, FRONT_DOOR);
  requireMembers(TABLE, body, FRONT_DOOR);
  const scope = requireScope(request);
  const id = `${scope}/providers/${LOCKS}/${param(request, 'lock')}`;
  const current = world.store.resources.get(keyOf(id));
  const record: ResourceRecord = {
    key: keyOf(id),
    id: current?.id ?? id,
    type: LOCKS,
    revision: (current?.revision ?? 0) + 1,
    body: { properties: objectAt(body, 'properties') },
  };
  world.store.resources.put(record);
  return { status: current ? 200 : 201, body: view(record) };
}

export function deleteLock(world: World, request: ArmRequest): ArmResponse {
  const key = keyOf(idOf(request));
  if (!world.store.resources.get(key)) return { status: 204 };
  world.store.resources.delete(key);
  return { status: 200 };
}

function view({ id, body }: ResourceRecord): JsonObject {
  return { ...body, id, type: LOCKS, name: id.slice(id.lastIndexOf('/') + 1) };
}

function idOf(request: ArmRequest): string {
  return `${scopeIn(request)}/providers/${LOCKS}/${param(request, 'lock')}`;
}

/** What is locked, as its own GET spells it: it must be there. */
function requireScope(request: ArmRequest): string {
  const scope = scopeIn(request);
  const { body } = request.ask({ method: 'GET', path: scope });
  return textAt(body, 'id') ?? scope;
}

function scopeIn(request: ArmRequest): string {
  return scopeOfLock(request.url.split('?', 1)[0] ?? '');
}
