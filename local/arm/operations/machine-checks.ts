import { ArmError, invalidParameter, notSimulated } from '../errors.ts';
import { keyOf } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { requireAttachable } from '../rules/managed-disks.ts';
import { interfacesOf, machineOfInterface, sizeOf } from '../rules/plain-machines.ts';
import type { World } from '../world.ts';
import { missingReference } from './references.ts';

/** Refuses a machine that, as it would be kept, is not one that can be. */
export function requireMachine(
  world: World,
  body: JsonObject,
  { id, now }: { id: string; now: number },
): void {
  const properties = objectAt(body, 'properties');
  if (isObject(properties.virtualMachineScaleSet))
    throw notSimulated('PUT of a virtual machine into', 'virtualMachineScaleSet');
  if (listAt(properties, 'networkProfile', 'networkInterfaceConfigurations').length > 0)
    throw notSimulated('PUT of a virtual machine with', 'networkInterfaceConfigurations');
  if (sizeOf(body) === '') throw missing('hardwareProfile.vmSize');
  for (const name of ['storageProfile', 'networkProfile'])
    if (!isObject(properties[name])) throw missing(name);
  if (interfacesOf(body).length === 0) throw missing('networkProfile.networkInterfaces');
  requireAttachable(world, properties.storageProfile, { own: id, now });
  for (const nic of interfacesOf(body)) requireInterface(world, textAt(nic, 'id') ?? '', { id, now });
}

function missing(path: string): ArmError {
  return invalidParameter(`Required parameter '${path}' is missing (null).`, path);
}

/** An interface exists, and is had by one machine at a time. */
function requireInterface(world: World, nic: string, { id, now }: { id: string; now: number }): void {
  if (world.settings.requireExistence && !world.store.resources.get(keyOf(nic)))
    throw missingReference(id)({ id: nic });
  const user = machineOfInterface(world, nic, now);
  if (user && user.record.key !== keyOf(id))
    throw new ArmError(
      400,
      'NicInUse',
      `Network Interface ${nic} is used by existing resource ${user.record.id}.`,
    ).with({ details: [] });
}
