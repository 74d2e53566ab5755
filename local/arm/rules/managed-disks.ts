import { ArmError } from '../errors.ts';
import { keyOf, resourceId, SCALE_SETS, VIRTUAL_MACHINES } from '../ids.ts';
import { isObject, listAt, numberAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { isAbsent, powerState } from './instance-state.ts';
import { plainMachines } from './plain-machines.ts';
import { isFlexible } from './scale-set-state.ts';

export const DISKS = 'Microsoft.Compute/disks';

/** Who has a disk, and whether its machine runs. */
export interface DiskOwner {
  id: string;
  running: boolean;
}

/** The stored disk with this id. */
export function findDisk(world: World, id: string): ResourceRecord | undefined {
  const record = world.store.resources.get(keyOf(id));
  return record?.type === DISKS ? record : undefined;
}

/** The machine that a disk is attached to, by what the machines say. */
export function diskOwner(world: World, id: string, now: number): DiskOwner | undefined {
  const key = keyOf(id);
  for (const scaleSet of world.store.scaleSets.values())
    for (const instance of world.store.instances.group(scaleSet.key)) {
      if (instance.override === undefined || isAbsent(instance, now)) continue;
      if (!attachedIds(instance.override.storageProfile).includes(key)) continue;
      return { id: machineOf(scaleSet, instance), running: powerState(instance, now) !== 'deallocated' };
    }
  const plain = plainMachines(world, now).find(({ record }) =>
    attachedIds(objectAt(record.body, 'properties', 'storageProfile')).includes(key),
  );
  return plain && { id: plain.record.id, running: powerState(plain.life, now) !== 'deallocated' };
}

/** The machine as its disks call it: after the set and its number. */
export function machineOf(scaleSet: ScaleSetRecord, { id }: InstanceRecord): string {
  if (isFlexible(scaleSet)) return resourceId(scaleSet, VIRTUAL_MACHINES, id);
  return `${resourceId(scaleSet, SCALE_SETS, scaleSet.name)}/virtualMachines/${scaleSet.name}_${id}`;
}

/** The ids of the data disks of a storage profile, in lower case. */
export function attachedIds(storageProfile: unknown): string[] {
  return listAt(storageProfile, 'dataDisks').flatMap((disk) => {
    const id = textAt(disk, 'managedDisk', 'id');
    return id === undefined ? [] : [keyOf(id)];
  });
}

/** Refuses to attach what another machine has; `own`: the id of the machine that asks. */
export function requireAttachable(
  world: World,
  storageProfile: unknown,
  { own, now }: { own: string; now: number },
): void {
  for (const disk of listAt(storageProfile, 'dataDisks').filter(isObject)) {
    const id = textAt(disk, 'managedDisk', 'id');
    if (id === undefined || !findDisk(world, id)) continue;
    const owner = diskOwner(world, id, now);
    if (owner && keyOf(owner.id) !== keyOf(own))
      throw new ArmError(
        409,
        'ConflictingUserInput',
        `Disk '${id}' cannot be attached as the disk is already owned by VM '${owner.id}'.`,
      ).with({ target: 'dataDisk' });
  }
}

/** A data disk as a machine shows it: called as its resource is, of the size and kind that the resource has. */
export function attachedDisk(world: World, disk: JsonObject): JsonObject {
  const id = textAt(disk, 'managedDisk', 'id');
  const stored = id === undefined ? undefined : findDisk(world, id);
  const named = { name: (id ?? '').slice((id ?? '').lastIndexOf('/') + 1), toBeDetached: false, ...disk };
  if (!stored) return named;
  const size = numberAt(stored.body, 'properties', 'diskSizeGB');
  return {
    ...named,
    ...(size !== undefined && { diskSizeGB: size }),
    managedDisk: {
      ...objectAt(disk, 'managedDisk'),
      storageAccountType: textAt(stored.body, 'sku', 'name') ?? 'Standard_LRS',
    },
  };
}

/** What a disk is when little is said of it. */
export function completeDisk(body: JsonObject): JsonObject {
  const { location, tags, zones, extendedLocation, sku } = body;
  const properties = objectAt(body, 'properties');
  const name = textAt(sku, 'name') ?? 'Standard_LRS';
  const size = numberAt(properties, 'diskSizeGB');
  return {
    location,
    ...(isObject(tags) && { tags }),
    ...(Array.isArray(zones) && { zones }),
    ...(isObject(extendedLocation) && { extendedLocation }),
    sku: { name, tier: name.split(/_|SSD|V2/)[0] ?? 'Standard' },
    properties: {
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      networkAccessPolicy: 'AllowAll',
      publicNetworkAccess: 'Enabled',
      ...speed(name, size ?? 0),
      ...properties,
    },
  };
}

/** Premium disks by size: up to so many GB, input and output per second, MB per second. */
const PREMIUM: ReadonlyArray<readonly [number, number, number]> = [
  [32, 120, 25],
  [64, 240, 50],
  [128, 500, 100],
  [256, 1_100, 125],
  [512, 2_300, 150],
  [1_024, 5_000, 200],
  [4_096, 7_500, 250],
  [8_192, 16_000, 500],
  [16_384, 18_000, 750],
];

/** How fast a disk is by its kind and size. */
export function speed(kind: string, size: number): JsonObject {
  const by = (diskIOPSReadWrite: number, diskMBpsReadWrite: number) => ({
    diskIOPSReadWrite,
    diskMBpsReadWrite,
  });
  if (kind === 'PremiumV2_LRS') return by(3_000, 125);
  if (kind === 'UltraSSD_LRS') return by(150 * size + 50, Math.round(20.48 * size));
  if (!kind.startsWith('Premium')) return by(500, 60);
  const [, operations, megabytes] = PREMIUM.find(([upTo]) => size <= upTo) ?? [0, 20_000, 900];
  return by(operations, megabytes);
}
