import { entityNotFound, invalidParameter, operationNotAllowed } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { hookView, LIFECYCLE_HOOK_EVENTS } from '../rules/lifecycle-hooks.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { requireScaleSet } from './finding.ts';
import { page } from './paging.ts';

export function listLifecycleHookEvents(world: World, request: ArmRequest): ArmResponse {
  const { key } = requireScaleSet(world, request);
  const found = [...world.store.resources.group(LIFECYCLE_HOOK_EVENTS)].filter((record) =>
    record.key.startsWith(`${key}/`),
  );
  return page(request, found, { size: 100, view: (record) => hookView(record, request.now) });
}

export function getLifecycleHookEvent(world: World, request: ArmRequest): ArmResponse {
  return ok(hookView(requireEvent(world, request), request.now));
}

/** PATCH: targets are approved or rejected, or the wait is extended up to its limit. */
export function patchLifecycleHookEvent(world: World, request: ArmRequest): ArmResponse {
  const record = requireEvent(world, request);
  const now = hookView(record, request.now);
  if (textAt(now, 'properties', 'state') === 'Completed')
    throw operationNotAllowed('The lifecycle hook event is completed and can no longer be changed.');
  const properties = objectAt(request.body, 'properties');
  const next = { ...record, revision: record.revision + 1, body: changed(record.body, properties) };
  world.store.resources.put(next);
  return ok(hookView(next, request.now));
}

function changed(body: JsonObject, asked: JsonObject): JsonObject {
  const properties = objectAt(body, 'properties');
  const waitUntil = textAt(asked, 'waitUntil') ?? textAt(properties, 'waitUntil');
  const limit = textAt(properties, 'maxWaitUntil') ?? '';
  if (Number.isNaN(Date.parse(waitUntil ?? '')))
    throw invalidParameter('waitUntil must be a time.', 'properties.waitUntil');
  if (Date.parse(waitUntil ?? '') > Date.parse(limit))
    throw invalidParameter('waitUntil must not be later than maxWaitUntil.', 'properties.waitUntil');
  listAt(asked, 'targetResources').forEach((target) => requireTarget(properties, target));
  const actions = new Map(
    listAt(asked, 'targetResources').map((target) => [
      textAt(target, 'resource', 'id')?.toLowerCase(),
      textAt(target, 'actionState'),
    ]),
  );
  const targetResources = listAt(properties, 'targetResources')
    .filter(isObject)
    .map((target) => {
      const actionState = actions.get(textAt(target, 'resource', 'id')?.toLowerCase());
      return actionState === undefined ? target : { ...target, actionState };
    });
  return { ...body, properties: { ...properties, waitUntil, targetResources } };
}

const STATES = ['Waiting', 'Approved', 'Rejected'];

/** An answer is about a target of the event, and says one of the states. */
function requireTarget(properties: JsonObject, asked: unknown): void {
  const state = textAt(asked, 'actionState');
  if (state !== undefined && !STATES.includes(state))
    throw invalidParameter(`actionState must be one of ${STATES.join(', ')}.`, 'properties.targetResources');
  const id = textAt(asked, 'resource', 'id')?.toLowerCase();
  const targets = listAt(properties, 'targetResources').map((target) =>
    textAt(target, 'resource', 'id')?.toLowerCase(),
  );
  if (id === undefined || !targets.includes(id))
    throw invalidParameter('A target resource is none of this event.', 'properties.targetResources');
}

function requireEvent(world: World, request: ArmRequest): ResourceRecord {
  const { key } = requireScaleSet(world, request);
  const found = world.store.resources.get(
    `${key}/lifecyclehookevents/${param(request, 'event').toLowerCase()}`,
  );
  if (!found) throw entityNotFound();
  return found;
}
