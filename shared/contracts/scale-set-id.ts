import * as z from 'zod';

const SCALE_SET_ID =
  /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)\/providers\/microsoft\.compute\/virtualmachinescalesets\/([^/]+)$/i;

/** The resource id of a VM scale set. ARM ids compare case-insensitively (ARM answers them in several spellings). */
export const ScaleSetId = z
  .string()
  .max(400)
  .regex(
    SCALE_SET_ID,
    'must be /subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets/{name}',
  );

export interface ScaleSetName {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** The three names in a scale set's resource id; `undefined` for anything else. */
export function scaleSetName(id: string): ScaleSetName | undefined {
  const match = SCALE_SET_ID.exec(id);
  if (!match) return undefined;
  const [, subscriptionId = '', resourceGroup = '', name = ''] = match;
  return { subscriptionId, resourceGroup, name };
}
