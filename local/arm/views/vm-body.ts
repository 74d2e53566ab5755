import { resourceId, SCALE_SETS, VIRTUAL_MACHINES } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { diskVersion } from '../rules/image-version.ts';
import { appliedVersion, provisioningState } from '../rules/instance-state.ts';
import { armTime } from '../times.ts';
import { storageProfile } from './disks.ts';
import { extensionResources } from './extension-resources.ts';
import { instanceView } from './instance-status.ts';
import { reportedHealth } from '../rules/reported-health.ts';
import type { World } from '../world.ts';
import { flexibleNicId } from './nic-body.ts';
import { sharedProfile, type SharedProfile } from './profile.ts';

/** A virtual machine of a Flexible set. */
export function vmBody(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  {
    world,
    now,
    expand,
    userData = false,
  }: { world: World; now: number; expand: boolean; userData?: boolean },
): JsonObject {
  const shared = sharedOf(scaleSet, instance, now);
  return {
    name: instance.id,
    id: resourceId(scaleSet, VIRTUAL_MACHINES, instance.id),
    type: VIRTUAL_MACHINES,
    location: scaleSet.location,
    tags: instance.tags ?? {
      ...scaleSet.tags,
      VirtualMachineProfileTimeCreated: americanTime(scaleSet.createdAt),
    },
    ...(instance.zone !== undefined && { zones: [instance.zone] }),
    properties: {
      hardwareProfile: { vmSize: scaleSet.sku.name },
      provisioningState: provisioningState(instance, now),
      vmId: instance.vmId,
      virtualMachineScaleSet: { id: resourceId(scaleSet, SCALE_SETS, scaleSet.name) },
      storageProfile: storageProfile(scaleSet, instance, { shared, flexible: true, now }),
      osProfile: { computerName: instance.computerName, ...shared.osProfile },
      ...shared.rest,
      ...(userData && shared.userData !== undefined && { userData: shared.userData }),
      networkProfile: {
        networkInterfaces: [
          {
            id: flexibleNicId(scaleSet, instance, shared.nicName),
            properties: { primary: true, deleteOption: 'Delete' },
          },
        ],
      },
      ...(expand && { instanceView: vmView(scaleSet, instance, { world, now }) }),
      timeCreated: armTime(instance.createdAt),
    },
    etag: `"${instance.etag}"`,
    ...extensionResources(scaleSet, instance, { shared, machine: instance.id, now }),
  };
}

export function vmView(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { world, now }: { world: World; now: number },
): JsonObject {
  const shared = sharedOf(scaleSet, instance, now);
  const health = reportedHealth(world, instance, now);
  return instanceView(scaleSet, instance, { shared, flexible: true, health, now });
}

function sharedOf(scaleSet: ScaleSetRecord, instance: InstanceRecord, now: number): SharedProfile {
  const model = scaleSet.models[appliedVersion(instance, now)] ?? {};
  return sharedProfile(model, diskVersion(scaleSet, instance, now));
}

/** `4/28/2024 6:28:48 AM +00:00`, as the service writes this one tag. */
function americanTime(milliseconds: number): string {
  const time = new Date(milliseconds);
  const hours = time.getUTCHours();
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()}`;
  return `${date} ${hours % 12 || 12}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'} +00:00`;
}
