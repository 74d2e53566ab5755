import { resourceId, VIRTUAL_MACHINES } from '../ids.ts';
import { objectAt, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { provisioningState } from '../rules/instance-state.ts';
import type { SharedProfile } from './profile.ts';

/** The extensions of one instance as resources under it: `{ resources }`, or nothing when it has none. */
export function extensionResources(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { shared, machine, now }: { shared: SharedProfile; machine: string; now: number },
): JsonObject {
  const state = provisioningState(instance, now);
  const resources = shared.extensions.map((extension) => ({
    name: extension.name,
    id: `${resourceId(scaleSet, VIRTUAL_MACHINES, machine)}/extensions/${String(extension.name)}`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location: scaleSet.location,
    properties: { ...objectAt(extension, 'properties'), provisioningState: state },
  }));
  return resources.length > 0 ? { resources } : {};
}
