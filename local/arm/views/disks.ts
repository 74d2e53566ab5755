import { createHash } from 'node:crypto';

import { isObject, listAt, objectAt, sameJson, textAt, without, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { powerState } from '../rules/instance-state.ts';
import type { SharedProfile } from './profile.ts';

const LONGEST_NAME = 80;

/**
 * Name of an instance's OS disk. Uniform: after the set twice and the id, cut where that gets too long. Flexible: after the
 * machine. Unmanaged: after the disk in the model.
 */
export function osDiskName(
  scaleSet: Pick<ScaleSetRecord, 'name' | 'models'>,
  instance: InstanceRecord,
  { flexible, shared, now }: { flexible: boolean; shared: SharedProfile; now: number },
): string {
  const unique = diskIdentity(scaleSet, instance, now);
  const disk = objectAt(shared.storageProfile, 'osDisk');
  if (Array.isArray(disk.vhdContainers))
    return `${textAt(disk, 'name') ?? 'osdisk'}-os-${instance.id}-${unique}`;
  if (flexible) return `${instance.id}_OsDisk_1_${unique}`;
  const start = `${scaleSet.name}_`.slice(0, 20) + `${scaleSet.name}_${instance.id}_`.slice(0, 21);
  const whole = `${start}OsDisk_1_${unique}`;
  return whole.length <= LONGEST_NAME ? whole : `${start}OS__1_${unique}`;
}

/** A machine that is given a new image, or its image anew, has another disk from then on. */
function diskIdentity(
  { models }: Pick<ScaleSetRecord, 'models'>,
  { vmId, applied }: InstanceRecord,
  now: number,
): string {
  if (applied.length < 2) return vmId.replaceAll('-', '');
  let disks = 0;
  for (const [index, { version, at, reimaged }] of applied.entries()) {
    const before = applied[index - 1];
    if (
      before &&
      at <= now &&
      (reimaged || !sameJson(imageOf(models[version]), imageOf(models[before.version])))
    )
      disks++;
  }
  return disks === 0 ? vmId.replaceAll('-', '') : createHash('md5').update(`${vmId}/${disks}`).digest('hex');
}

function imageOf(model: unknown): JsonObject {
  return objectAt(model, 'storageProfile', 'imageReference');
}

/** The storage profile of one instance: the model's, with the disks it really has. */
export function storageProfile(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { shared, flexible, now }: { shared: SharedProfile; flexible: boolean; now: number },
): JsonObject {
  const name = osDiskName(scaleSet, instance, { flexible, shared, now });
  const osDisk = objectAt(shared.storageProfile, 'osDisk');
  const dataDisks = shared.storageProfile.dataDisks;
  const disk = { osType: shared.osType, name, createOption: 'FromImage' };
  if (Array.isArray(osDisk.vhdContainers))
    return { ...shared.storageProfile, osDisk: { ...disk, ...unmanaged(osDisk, instance, name) } };
  // Nothing holds the disk of a deallocated machine, so nothing tells its size.
  const held = powerState(instance, now) !== 'deallocated';
  return {
    ...shared.storageProfile,
    osDisk: {
      ...disk,
      ...(held ? osDisk : without(osDisk, 'diskSizeGB')),
      managedDisk: { ...(held && objectAt(osDisk, 'managedDisk')), id: diskId(scaleSet, name) },
    },
    dataDisks: Array.isArray(dataDisks)
      ? dataDisks.filter(isObject).map((disk, index) => dataDisk(scaleSet, instance, { disk, index }))
      : [],
  };
}

/** A disk that is a blob: the containers are used in turn. */
function unmanaged(osDisk: JsonObject, { index }: InstanceRecord, name: string): JsonObject {
  const containers = listAt(osDisk, 'vhdContainers');
  const container = containers[index % containers.length];
  const uri = `${typeof container === 'string' ? container : ''}/${name}.vhd`;
  return { ...without(osDisk, 'vhdContainers'), name, vhd: { uri } };
}

function dataDisk(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { disk, index }: { disk: JsonObject; index: number },
): JsonObject {
  const suffix = instance.vmId.replaceAll('-', '');
  const name =
    textAt(disk, 'name') ?? `${scaleSet.name}_${scaleSet.name}_${instance.id}_disk${index + 2}_${suffix}`;
  const managedDisk = { ...objectAt(disk, 'managedDisk'), id: diskId(scaleSet, name) };
  return { ...disk, name, managedDisk, toBeDetached: false };
}

function diskId({ subscription, resourceGroup }: ScaleSetRecord, name: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/disks/${name}`;
}
