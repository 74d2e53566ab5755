import { raiseCustomEvent } from '../events/raise-event.ts';
import { resourceId, SCALE_SETS, VIRTUAL_MACHINES } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import type { ResourceRecord } from '../store/store.ts';
import { armTime, MINUTE, SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { isoSeconds } from './rolling-upgrade.ts';
import { isFlexible } from './scale-set-state.ts';

export const LIFECYCLE_HOOK_EVENTS = 'Microsoft.Compute/virtualMachineScaleSets/lifecycleHookEvents';

export type HookType = 'UpgradeAutoOSScheduling' | 'UpgradeAutoOSRollingBatchStarting';

/** How long each waits when nothing is said, and for how long that can be put off. */
const WAITS: Record<HookType, { usual: number; most: number }> = {
  UpgradeAutoOSScheduling: { usual: 60 * MINUTE, most: 48 * 60 * MINUTE },
  UpgradeAutoOSRollingBatchStarting: { usual: 30 * MINUTE, most: 4 * 60 * MINUTE },
};

/** What is asked, and what happens when nobody answers in time. */
export interface Hook {
  type: HookType;
  wait: number;
  defaultAction: string;
}

/** The hook of this type that a set asks for. */
export function hookOf({ properties }: ScaleSetRecord, type: HookType): Hook | undefined {
  const hooks = listAt(properties, 'lifecycleHooksProfile', 'lifecycleHooks');
  const asked = hooks.find((hook) => textAt(hook, 'type') === type);
  if (!asked) return undefined;
  const wait = isoSeconds(textAt(asked, 'waitDuration') ?? '') * SECOND;
  return {
    ...usualHook(type),
    ...(wait > 0 && { wait: Math.min(wait, WAITS[type].most) }),
    defaultAction: textAt(asked, 'defaultAction') ?? 'Approve',
  };
}

export function usualHook(type: HookType): Hook {
  return { type, wait: WAITS[type].usual, defaultAction: 'Approve' };
}

/** Stores an event that waits for the approval of its targets, and tells the endpoints; returns the event's key. */
export function askHook(
  world: World,
  scaleSet: ScaleSetRecord,
  { type, wait, defaultAction, targets, now }: Hook & { targets: string[]; now: number },
): string {
  const name = world.chance.guid('hook', world.store.next('hooks'));
  const id = `${setId(scaleSet)}/lifecycleHookEvents/${name}`;
  const properties = {
    type,
    waitUntil: armTime(now + wait),
    maxWaitUntil: armTime(now + Math.max(wait, WAITS[type].most)),
    timeCreated: armTime(now),
    defaultAction,
    targetResources: targets.map((target) => ({ resource: { id: target }, actionState: 'Waiting' })),
    state: 'Active',
  };
  const body: JsonObject = { name, id, type: LIFECYCLE_HOOK_EVENTS, properties };
  const key = `${scaleSet.key}/lifecyclehookevents/${name}`;
  world.store.resources.put({ key, id, type: LIFECYCLE_HOOK_EVENTS, body, revision: 1 });
  raiseCustomEvent(world, {
    topic: setId(scaleSet),
    subject: setId(scaleSet),
    eventType: 'Microsoft.Compute.VirtualMachineScaleSets.LifecycleHookEvents',
    data: { name, id, properties, operationalInfo: { activityId: world.chance.guid(name) } },
    at: now,
  });
  return key;
}

/** What each target of an event was answered by now, in their order. */
export function answersTo(world: World, event: string, now: number): string[] {
  const record = world.store.resources.get(event);
  if (!record) return [];
  return listAt(hookView(record, now), 'properties', 'targetResources').map(
    (target) => textAt(target, 'actionState') ?? 'Waiting',
  );
}

/** Targets still waiting when the time is up take the default action; the event is complete when none waits. */
export function hookView(record: ResourceRecord, now: number): JsonObject {
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

export function setId(scaleSet: ScaleSetRecord): string {
  return resourceId(scaleSet, SCALE_SETS, scaleSet.name);
}

/** The resource id of an instance, by its id or, of a Flexible set, its machine's name. */
export function instanceIdOf(scaleSet: ScaleSetRecord, id: string): string {
  return isFlexible(scaleSet)
    ? resourceId(scaleSet, VIRTUAL_MACHINES, id)
    : `${setId(scaleSet)}/virtualMachines/${id}`;
}
