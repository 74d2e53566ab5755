import { VIRTUAL_MACHINES } from '../ids.ts';
import { isObject, listAt, numberAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { healthState, powerState, provisioningState } from '../rules/instance-state.ts';
import type { PlainMachine } from '../rules/plain-machines.ts';
import { armTime, reached } from '../times.ts';
import { osDiskName } from './disks.ts';
import { instanceView } from './instance-status.ts';
import { sharedProfile, type SharedProfile } from './profile.ts';

const OF_NO_SET = { name: '', placementGroupId: '', models: {} };

/** A virtual machine outside of scale sets as GET answers it. */
export function plainMachineBody(
  { record, life }: PlainMachine,
  { now, expand, userData = false }: { now: number; expand: boolean; userData?: boolean },
): JsonObject {
  const { location, properties, ...parts } = record.body;
  const shared = sharedProfile(objectAt(properties));
  const { userData: data, ...written } = objectAt(properties);
  return {
    name: life.id,
    id: record.id,
    type: VIRTUAL_MACHINES,
    location,
    ...parts,
    properties: {
      ...written,
      provisioningState: provisioningState(life, now),
      vmId: life.vmId,
      storageProfile: storageOf({ record, life }, shared, now),
      ...(isObject(written.osProfile) && {
        osProfile: { computerName: life.computerName, ...shared.osProfile },
      }),
      ...(userData && data !== undefined && { userData: data }),
      ...(expand && { instanceView: plainMachineView({ record, life }, now) }),
      timeCreated: armTime(life.createdAt),
    },
    etag: `"${life.etag}"`,
  };
}

/** Only a machine of an availability set tells of its domains. */
export function plainMachineView({ record, life }: PlainMachine, now: number): JsonObject {
  const shared = sharedProfile(objectAt(record.body, 'properties'));
  const view = instanceView(OF_NO_SET, life, {
    ...{ shared, flexible: true, now },
    health: healthState(life, now),
  });
  const { osDisk, dataDisks } = storageOf({ record, life }, shared, now);
  const [first] = listAt(view, 'disks');
  const disks = [osDisk, ...listAt(dataDisks)].map((disk) => ({
    ...objectAt(first),
    name: textAt(disk, 'name'),
  }));
  const placed = isObject(objectAt(record.body, 'properties').availabilitySet);
  return {
    ...(placed && { platformUpdateDomain: life.updateDomain, platformFaultDomain: life.faultDomain }),
    ...without(view, 'platformFaultDomain'),
    disks,
  };
}

/** Disks have names and ids as soon as they are made; nobody knows the size of one that nobody holds. */
function storageOf({ record, life }: PlainMachine, shared: SharedProfile, now: number): JsonObject {
  const disk = objectAt(shared.storageProfile, 'osDisk');
  const dataDisks = listAt(shared.storageProfile, 'dataDisks').filter(isObject);
  if (!reached(life.provisionedAt, now)) return { ...shared.storageProfile, dataDisks };
  const name = textAt(disk, 'name') ?? osDiskName(OF_NO_SET, life, { flexible: true, shared, now });
  const held = powerState(life, now) !== 'deallocated';
  return {
    ...shared.storageProfile,
    osDisk: {
      ...(held ? disk : without(disk, 'diskSizeGB')),
      name,
      managedDisk: {
        ...(held ? objectAt(disk, 'managedDisk') : {}),
        id: textAt(disk, 'managedDisk', 'id') ?? diskId(record.id, name),
      },
    },
    dataDisks: dataDisks.map((one) => dataDiskOf(record.id, life, one)),
  };
}

function dataDiskOf(machine: string, { id, vmId }: PlainMachine['life'], disk: JsonObject): JsonObject {
  const hex = vmId.replaceAll('-', '');
  const name = textAt(disk, 'name') ?? `${id}_disk${(numberAt(disk, 'lun') ?? 0) + 2}_${hex}`;
  const managedDisk = { id: diskId(machine, name), ...objectAt(disk, 'managedDisk') };
  return { toBeDetached: false, ...disk, name, managedDisk };
}

function diskId(machine: string, name: string): string {
  return machine.replace(/virtualMachines\/[^/]+$/i, `disks/${name}`);
}
