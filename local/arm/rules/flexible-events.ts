import { raiseEvent } from '../events/raise-event.ts';
import { resourceId, VIRTUAL_MACHINES } from '../ids.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { isFlexible } from './scale-set-state.ts';

/** The machines of a Flexible set are resources of their own, and raise events of their own. */
export function raiseVmEvents(
  world: World,
  scaleSet: ScaleSetRecord,
  { instances, kind }: { instances: InstanceRecord[]; kind: 'Write' | 'Delete' },
): void {
  if (!isFlexible(scaleSet) || !world.settings.flexibleVmEvents) return;
  for (const instance of instances) raiseVmEvent(world, scaleSet, { instance, kind });
}

function raiseVmEvent(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, kind }: { instance: InstanceRecord; kind: 'Write' | 'Delete' },
): void {
  const writes = kind === 'Write';
  const at = writes ? instance.readyAt : instance.goneAt;
  if (typeof at !== 'number') return;
  const resourceUri = resourceId(scaleSet, VIRTUAL_MACHINES, instance.id);
  raiseEvent(world, {
    kind,
    outcome: writes && instance.failure ? 'Failure' : 'Success',
    resourceUri,
    operationName: `${VIRTUAL_MACHINES}/${kind.toLowerCase()}`,
    subscription: scaleSet.subscription,
    resourceGroup: scaleSet.resourceGroup,
    http: { method: writes ? 'PUT' : 'DELETE', url: `https://management.azure.com${resourceUri}` },
    at,
  });
}
