import * as z from 'zod';

/** Each letter in either case: a flag of the expression would not be in the JSON Schema. */
function anyCase(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** One name of a path: no control characters, and none beyond the first plane, which readers of patterns count in two ways. */
const SEGMENT = String.raw`[\u0020-\u002e\u0030-\u007e\u00a0-\ud7ff\ue000-\uffff]+`;
const IN_GROUP = `/${anyCase('subscriptions')}/(${SEGMENT})/${anyCase('resourcegroups')}/(${SEGMENT})`;
const OF_COMPUTE = `/${anyCase('providers/microsoft')}\\.${anyCase('compute')}`;
const SCALE_SET_ID = new RegExp(
  `^${IN_GROUP}${OF_COMPUTE}/${anyCase('virtualmachinescalesets')}/(${SEGMENT})$`,
);

/** The resource id of a VM scale set. ARM ids compare case-insensitively (ARM answers them in several spellings). */
export const ScaleSetId = z
  .string()
  .max(400)
  .regex(
    SCALE_SET_ID,
    'must be /subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets/{name}',
  )
  .describe('Resource id of the VM scale set.');

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
