import { entityNotFound, invalidParameter, operationNotAllowed } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { requireScaleSet } from './finding.ts';
import { page } from './paging.ts';

export const LIFECYCLE_HOOK_EVENTS = 'Microsoft.Compute/virtualMachineScaleSets/lifecycleHookEvents';

export function listLifecycleHookEvents(world: World, request: ArmRequest): ArmResponse {
  const { key } = requireScaleSet(world, request);
  const found = [...world.store.resources.group(LIFECYCLE_HOOK_EVENTS)].filter((record) =>
    record.key.startsWith(`${key}/`),
  );
  return page(request, found, { size: 100, view: (record) => view(record, request.now) });
}

export function getLifecycleHookEvent(world: World, request: ArmRequest): ArmResponse {
  return ok(view(requireEvent(world, request), request.now));
}

/** PATCH: targets are approved or rejected, or the wait is extended up to its limit. */
export function patchLifecycleHookEvent(world: World, request: ArmRequest): ArmResponse {
  const record = requireEvent(world, request);
  const now = view(record, request.now);
  if (textAt(now, 'properties', 'state') === 'Completed')
    throw operationNotAllowed('The lifecycle hook event is completed and can no longer be changed.');
  const properties = objectAt(request.body, 'properties');
  const next = { ...record, revision: record.revision + 1, body: changed(record.body, properties) };
  world.store.resources.put(next);
  return ok(view(next, request.now));
}

function changed(body: JsonObject, asked: JsonObject): JsonObject {
  const properties = objectAt(body, 'properties');
  const waitUntil = textAt(asked, 'waitUntil') ?? textAt(properties, 'waitUntil');
  const limit = textAt(properties, 'maxWaitUntil') ?? '';
  if (Date.parse(waitUntil ?? '') > Date.parse(limit))
    throw invalidParameter('waitUntil must not be later than maxWaitUntil.', 'properties.waitUntil');
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

/** Targets still waiting when the time is up take the default action; the event is complete when none waits. */
function view(record: ResourceRecord, now: number): JsonObject {
  const properties = objectAt(record.body, 'properties');
  const over = Date.parse(textAt(properties, 'waitUntil') ?? '') <= now;
  const byDefault = textAt(properties, 'defaultAction') === 'Reject' ? 'Rejected' : 'Approved';
  const targetResources = listAt(properties, 'targetResources')
    .filter(isObject)
    .map((target) =>
      over && target.actionState === 'Waiting' ? { ...target, actionState: byDefault } : target,
    );
  const waiting = targetResources.some(({ actionState }) => actionState === 'Waiting');
  return {
    ...record.body,
    properties: { ...properties, targetResources, state: waiting ? 'Active' : 'Completed' },
  };
}

function requireEvent(world: World, request: ArmRequest): ResourceRecord {
  const { key } = requireScaleSet(world, request);
  const found = world.store.resources.get(
    `${key}/lifecyclehookevents/${param(request, 'event').toLowerCase()}`,
  );
  if (!found) throw entityNotFound();
  return found;
}
