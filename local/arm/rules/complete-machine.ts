import { isObject, listAt, objectAt, without, type JsonObject } from '../json.ts';
import type { World } from '../world.ts';
import { attachedDisk } from './managed-disks.ts';
import { completeProfile } from './model-defaults.ts';
import { sizeOf } from './plain-machines.ts';

/** A machine's body with what the service fills in; its disks stay when it goes, unless it says otherwise. */
export function completeMachine(world: World, body: JsonObject): JsonObject {
  const properties = objectAt(body, 'properties');
  const { networkProfile, ...profile } = properties;
  const complete = completeProfile(profile, { size: sizeOf(body), flexible: true });
  const storage = objectAt(complete, 'storageProfile');
  const asked = objectAt(profile, 'storageProfile', 'osDisk');
  return {
    ...body,
    properties: {
      ...without(complete, 'networkProfile'),
      storageProfile: {
        ...storage,
        osDisk: { ...objectAt(storage, 'osDisk'), deleteOption: asked.deleteOption ?? 'Detach' },
        dataDisks: listAt(storage, 'dataDisks')
          .filter(isObject)
          .map((disk) => (disk.createOption === 'Attach' ? attachedDisk(world, disk) : disk)),
      },
      ...(isObject(networkProfile) && { networkProfile }),
    },
  };
}
