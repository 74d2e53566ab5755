import { isObject, objectAt, textAt, without, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { powerState } from '../rules/instance-state.ts';
import type { SharedProfile } from './profile.ts';

/** Name of an instance's OS disk: the set's name twice and the id when Uniform, the VM's name when Flexible. */
export function osDiskName(scaleSet: ScaleSetRecord, instance: InstanceRecord, flexible: boolean): string {
  const owner = flexible ? instance.id : `${scaleSet.name}_${scaleSet.name}_${instance.id}`;
  return `${owner}_OsDisk_1_${instance.vmId.replaceAll('-', '')}`;
}

/** The storage profile of one instance: the model's, with the disks it really has. */
export function storageProfile(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { shared, flexible, now }: { shared: SharedProfile; flexible: boolean; now: number },
): JsonObject {
  const name = osDiskName(scaleSet, instance, flexible);
  const osDisk = objectAt(shared.storageProfile, 'osDisk');
  const dataDisks = shared.storageProfile.dataDisks;
  // Nothing holds the disk of a deallocated machine, so nothing tells its size.
  const held = powerState(instance, now) !== 'deallocated';
  return {
    ...shared.storageProfile,
    osDisk: {
      osType: shared.osType,
      name,
      createOption: 'FromImage',
      ...(held ? osDisk : without(osDisk, 'diskSizeGB')),
      managedDisk: { ...(held && objectAt(osDisk, 'managedDisk')), id: diskId(scaleSet, name) },
    },
    dataDisks: Array.isArray(dataDisks)
      ? dataDisks.filter(isObject).map((disk, index) => dataDisk(scaleSet, instance, { disk, index }))
      : [],
  };
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
