import { textAt } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { appliedVersion } from './instance-state.ts';
import { keptInstances } from './resize.ts';

/** What a new model starts by itself: with `Automatic` all instances take it at once; otherwise they wait. Returns when it ends. */
export function rollModel(world: World, scaleSet: ScaleSetRecord, now: number): number {
  if (textAt(scaleSet.properties, 'upgradePolicy', 'mode') !== 'Automatic') return now;
  return upgradeInstances(world, scaleSet, { instances: keptInstances(world, scaleSet.key, now), now });
}

/** With mode `Rolling` a new model is rolled out in batches. */
export function rollsByItself(scaleSet: ScaleSetRecord): boolean {
  return textAt(scaleSet.properties, 'upgradePolicy', 'mode') === 'Rolling';
}

/** Brings instances to the set's latest model; those that have it are left alone. Returns when the last is done. */
export function upgradeInstances(
  world: World,
  scaleSet: ScaleSetRecord,
  { instances, now }: { instances: InstanceRecord[]; now: number },
): number {
  return instances.reduce((end, instance) => {
    if (appliedVersion(instance, now) === scaleSet.modelVersion) return end;
    const seconds = world.chance.between(
      world.settings.actionSeconds,
      instance.vmId,
      'upgrade',
      scaleSet.modelVersion,
    );
    const until = now + Math.round(seconds * SECOND);
    world.store.instances.put(upgraded(instance, { from: now, until, version: scaleSet.modelVersion }));
    return Math.max(end, until);
  }, now);
}

/** The instance with a window in which it reads `Updating`, and the version it has after that. */
export function upgraded(
  instance: InstanceRecord,
  { from, until, version }: { from: number; until: number; version: number },
): InstanceRecord {
  const applied = instance.applied.filter(({ at }) => at <= from);
  return {
    ...instance,
    etag: instance.etag + 1,
    updating: { from, until },
    applied: [...applied, { version, at: until }],
  };
}
