import { addressed } from '../network/addresses.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { raiseVmEvents } from './flexible-events.ts';
import { isGone, isKept } from './instance-state.ts';
import { chooseVictims } from './scale-in.ts';
import { planGrowth } from './scale-out.ts';

/** What bringing a set to its capacity comes to. */
export interface Resizing {
  scaleSet: ScaleSetRecord;
  endsAt: number;
  error?: { code: string; message: string };
}

/** Creates or deletes instances until as many are kept as the capacity says; stores them, and returns the set to store. */
export function resize(world: World, scaleSet: ScaleSetRecord, now: number): Resizing {
  forgetGone(world, scaleSet.key, now);
  const kept = keptInstances(world, scaleSet.key, now);
  const missing = scaleSet.sku.capacity - kept.length;
  if (missing < 0) return shrink(world, scaleSet, { kept, count: -missing, now });
  const growth = planGrowth(world, scaleSet, { count: missing, now });
  const instances = addressed(world, scaleSet, { instances: growth.instances, now });
  instances.forEach((instance) => world.store.instances.put(instance));
  raiseVmEvents(world, scaleSet, { instances, kind: 'Write' });
  return {
    scaleSet: { ...scaleSet, nextIndex: scaleSet.nextIndex + growth.instances.length },
    endsAt: Math.max(growth.settlesAt, ...kept.map(({ provisionedAt }) => provisionedAt ?? 0)),
    ...(growth.error && { error: growth.error }),
  };
}

export function keptInstances(world: World, scaleSet: string, now: number): InstanceRecord[] {
  return [...world.store.instances.group(scaleSet)].filter((instance) => isKept(instance, now));
}

/** Marks instances as being deleted; the result is when the last is gone. */
export function deleteInstances(world: World, victims: InstanceRecord[], now: number): number {
  return victims.reduce((end, instance) => {
    const seconds = world.chance.between(world.settings.deleteSeconds, instance.vmId, 'delete', now);
    const goneAt = Math.round(now + seconds * SECOND);
    world.store.instances.put({ ...instance, deletingAt: now, goneAt });
    return Math.max(end, goneAt);
  }, now);
}

function shrink(
  world: World,
  scaleSet: ScaleSetRecord,
  plan: { kept: InstanceRecord[]; count: number; now: number },
): Resizing {
  const victims = chooseVictims(scaleSet, plan.kept, plan.count);
  const endsAt = deleteInstances(world, victims, plan.now);
  const instances = victims.flatMap(({ key }) => world.store.instances.get(key) ?? []);
  raiseVmEvents(world, scaleSet, { instances, kind: 'Delete' });
  return { scaleSet, endsAt };
}

/** Keeps the records of a set as few as its instances; done on writes only. */
function forgetGone(world: World, scaleSet: string, now: number): void {
  for (const instance of [...world.store.instances.group(scaleSet)])
    if (isGone(instance, now)) world.store.instances.delete(instance.key);
}
