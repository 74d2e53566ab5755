import { resourceId, SCALE_SETS } from '../ids.ts';
import type { OperationRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { beginOperation, type Cause } from './long-running.ts';

/** Begins an operation on a set; `action` as in `Microsoft.Compute/virtualMachineScaleSets/restart/action`. */
export function scaleSetOperation(
  world: World,
  scaleSet: ScaleSetRecord,
  what: {
    cause: Cause;
    endsAt: number;
    error?: { code: string; message: string };
    kind: 'Write' | 'Delete' | 'Action';
    action: string;
  },
): OperationRecord {
  const { cause, endsAt, error, kind, action } = what;
  const { subscription, resourceGroup, location } = scaleSet;
  return beginOperation(world, {
    cause,
    provider: 'Microsoft.Compute',
    subscription,
    resourceGroup,
    location,
    target: scaleSet.key,
    endsAt,
    ...(error && { error }),
    change: {
      kind,
      resourceUri: resourceId(scaleSet, SCALE_SETS, scaleSet.name),
      operationName: `${SCALE_SETS}/${action}`,
    },
  });
}
