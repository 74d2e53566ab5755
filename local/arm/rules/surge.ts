import { ArmError } from '../errors.ts';
import { addressed } from '../network/addresses.ts';
import type { InstanceRecord, RollingBatch, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { requireQuota } from './quota.ts';
import { birth } from './scale-out.ts';

/** Whether there are cores and addresses for a batch beside the machines there are; without them a surge replaces in place. */
export function hasRoomToSurge(world: World, scaleSet: ScaleSetRecord, size: number): boolean {
  try {
    requireQuota(world, scaleSet, size);
    return true;
  } catch (error) {
    if (error instanceof ArmError) return false;
    throw error;
  }
}

/** A batch beside the old one: as many new machines of the latest model, and the old ones leave when those are ready. */
export function planSurge(
  world: World,
  scaleSet: ScaleSetRecord,
  { members, from, nextIndex }: { members: InstanceRecord[]; from: number; nextIndex: number },
): RollingBatch {
  const born = members.map(({ zone }, offset) =>
    birth(world, scaleSet, { index: nextIndex + offset, now: from, ...(zone !== undefined && { zone }) }),
  );
  const timeout = from + world.settings.provisioningTimeoutSeconds * SECOND;
  const until = Math.max(...born.map(({ provisionedAt }) => provisionedAt ?? timeout));
  const surge = addressed(world, scaleSet, { instances: born, now: from });
  surge.forEach((instance) => world.store.instances.put(instance));
  const batch = { instances: members.map(({ key }) => key), from, until, surge: surge.map(({ key }) => key) };
  leave(world, batch.instances, until);
  return batch;
}

/** The new machines of a batch go, or never come, and the old ones stay. */
export function undoSurge(world: World, { instances, surge = [] }: RollingBatch, at: number): void {
  for (const instance of recordsOf(world, surge))
    world.store.instances.put({ ...instance, deletingAt: at, goneAt: at });
  recordsOf(world, instances).forEach((instance) => stay(world, instance));
}

/** What was undone is to happen after all. */
export function redoSurge(world: World, { instances, surge = [], until }: RollingBatch): void {
  recordsOf(world, surge).forEach((instance) => stay(world, instance));
  leave(world, instances, until);
}

function leave(world: World, keys: string[], at: number): void {
  for (const instance of recordsOf(world, keys)) {
    const seconds = world.chance.between(world.settings.deleteSeconds, instance.vmId, 'surge');
    world.store.instances.put({ ...instance, deletingAt: at, goneAt: Math.round(at + seconds * SECOND) });
  }
}

function stay(world: World, instance: InstanceRecord): void {
  const { deletingAt: _, goneAt: __, ...rest } = instance;
  world.store.instances.put(rest);
}

function recordsOf(world: World, keys: string[]): InstanceRecord[] {
  return keys.flatMap((key) => world.store.instances.get(key) ?? []);
}
