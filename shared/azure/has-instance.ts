import type { ScaleSetName } from '../contracts/scale-set-id.ts';
import type { ArmClients } from './arm-clients.ts';
import { belongsTo } from './observed-instances.ts';
import { unlessAbsent } from './unless-absent.ts';

const UNIFORM = /\/virtualmachinescalesets\/[^/]+\/virtualmachines\/([^/]+)$/i;
const FLEXIBLE = /\/virtualmachines\/([^/]+)$/i;

interface Of extends ScaleSetName {
  id: string;
  clients: ArmClients;
}

/** Asks for one instance by its name; another one under the same name, or one that left the set, is not it. */
export async function hasInstance(
  { id, clients: { compute }, resourceGroup, name }: Of,
  { resourceId, vmId }: { resourceId: string; vmId: string },
): Promise<boolean> {
  const uniform = UNIFORM.exec(resourceId)?.[1];
  const flexible = FLEXIBLE.exec(resourceId)?.[1] ?? '';
  const found = uniform
    ? await unlessAbsent(() => compute.virtualMachineScaleSetVMs.get(resourceGroup, name, uniform))
    : await unlessAbsent(() => compute.virtualMachines.get(resourceGroup, flexible));
  if (found?.vmId?.toLowerCase() !== vmId.toLowerCase()) return false;
  return uniform !== undefined || belongsTo(id)(found);
}
