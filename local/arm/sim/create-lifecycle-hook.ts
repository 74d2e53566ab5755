import type { ScaleSetRecord } from '../records.ts';
import { askHook, instanceIdOf, setId, usualHook, type HookType } from '../rules/lifecycle-hooks.ts';
import { MINUTE } from '../times.ts';
import type { World } from '../world.ts';

/** A lifecycle hook event of a set, waiting for somebody to approve or reject its targets. */
export interface LifecycleHookSpec {
  scaleSet: string;
  type?: HookType;
  /** Instance ids; the set itself when there are none. */
  instances?: string[];
  waitMinutes?: number;
  defaultAction?: 'Approve' | 'Reject';
}

/** Stores the event and tells the endpoints; returns its resource id. */
export function createLifecycleHook(world: World, scaleSet: ScaleSetRecord, spec: LifecycleHookSpec): string {
  const id = setId(scaleSet);
  const usual = usualHook(spec.type ?? 'UpgradeAutoOSRollingBatchStarting');
  const event = askHook(world, scaleSet, {
    ...usual,
    ...(spec.waitMinutes !== undefined && { wait: spec.waitMinutes * MINUTE }),
    ...(spec.defaultAction && { defaultAction: spec.defaultAction }),
    targets: spec.instances?.map((instance) => instanceIdOf(scaleSet, instance)) ?? [id],
    now: world.clock.now(),
  });
  return `${id}/lifecycleHookEvents/${event.slice(event.lastIndexOf('/') + 1)}`;
}
