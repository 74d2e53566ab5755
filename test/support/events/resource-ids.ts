export const SUBSCRIPTION = '5ca1ab1e-0000-4000-8000-000000000001';

/** A scale set's resource id with made-up names, in the spelling of ARM's own answers. */
export function scaleSetId(name = 'web', resourceGroup = 'rg-shop'): string {
  return `${computeIn(resourceGroup)}/virtualMachineScaleSets/${name}`;
}

/** The resource id of a VM on its own, as those of Flexible scale sets are. */
export function virtualMachineId(name: string, resourceGroup = 'rg-shop'): string {
  return `${computeIn(resourceGroup)}/virtualMachines/${name}`;
}

function computeIn(resourceGroup: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute`;
}
