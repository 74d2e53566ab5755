import type { ArmRequest } from '../http/messages.ts';
import { resourceId, VIRTUAL_MACHINES } from '../ids.ts';
import type { InstanceRecord, OperationRecord, ScaleSetRecord } from '../records.ts';
import { beginOperation } from '../rules/long-running.ts';
import type { World } from '../world.ts';

/** What is done to a machine of a Flexible set, and when it is over; `action` as `write`, `delete` or `restart/action`. */
interface VmOperation {
  scaleSet: ScaleSetRecord;
  instance: InstanceRecord;
  endsAt: number;
  action: string;
}

const KINDS: Record<string, 'Write' | 'Delete'> = { write: 'Write', delete: 'Delete' };

export function beginVmOperation(world: World, request: ArmRequest, what: VmOperation): OperationRecord {
  const { scaleSet, instance, endsAt, action } = what;
  const { subscription, resourceGroup, location } = scaleSet;
  return beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Compute',
    ...{ subscription, resourceGroup, location },
    target: instance.key,
    endsAt,
    change: {
      kind: KINDS[action] ?? 'Action',
      resourceUri: resourceId(scaleSet, VIRTUAL_MACHINES, instance.id),
      operationName: `${VIRTUAL_MACHINES}/${action}`,
    },
  });
}
