import { raiseCustomEvent } from '../events/raise-event.ts';
import { resourceId, SCALE_SETS } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { LIFECYCLE_HOOK_EVENTS } from '../operations/lifecycle-hook-events.ts';
import type { ScaleSetRecord } from '../records.ts';
import { armTime, MINUTE } from '../times.ts';
import type { World } from '../world.ts';

/** A lifecycle hook event of a set, waiting for somebody to approve or reject its targets. */
export interface LifecycleHookSpec {
  scaleSet: string;
  type?: 'UpgradeAutoOSScheduling' | 'UpgradeAutoOSRollingBatchStarting';
  /** Instance ids; the set itself when there are none. */
  instances?: string[];
  waitMinutes?: number;
  defaultAction?: 'Approve' | 'Reject';
}

/** Stores the event and tells the endpoints; returns its resource id. */
export function createLifecycleHook(world: World, scaleSet: ScaleSetRecord, spec: LifecycleHookSpec): string {
  const now = world.clock.now();
  const setId = resourceId(scaleSet, SCALE_SETS, scaleSet.name);
  const name = world.chance.guid('hook', world.store.next('hooks'));
  const id = `${setId}/lifecycleHookEvents/${name}`;
  const targets = spec.instances?.map((instance) => `${setId}/virtualMachines/${instance}`) ?? [setId];
  const wait = (spec.waitMinutes ?? 60) * MINUTE;
  const properties = {
    type: spec.type ?? 'UpgradeAutoOSRollingBatchStarting',
    waitUntil: armTime(now + wait),
    maxWaitUntil: armTime(now + 48 * wait),
    timeCreated: armTime(now),
    defaultAction: spec.defaultAction ?? 'Approve',
    targetResources: targets.map((target) => ({ resource: { id: target }, actionState: 'Waiting' })),
    state: 'Active',
  };
  const body: JsonObject = { name, id, type: LIFECYCLE_HOOK_EVENTS, properties };
  const key = `${scaleSet.key}/lifecyclehookevents/${name}`;
  world.store.resources.put({ key, id, type: LIFECYCLE_HOOK_EVENTS, body, revision: 1 });
  raiseCustomEvent(world, {
    topic: setId,
    subject: setId,
    eventType: 'Microsoft.Compute.VirtualMachineScaleSets.LifecycleHookEvents',
    data: { name, id, properties, operationalInfo: { activityId: world.chance.guid(name) } },
    at: now,
  });
  return id;
}
