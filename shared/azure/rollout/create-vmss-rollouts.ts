import { invalid } from '../../contracts/problem.ts';
import { scaleSetName } from '../../contracts/scale-set-id.ts';
import type { RolloutProviders, Secrets } from '../../ports/rollout.ts';
import { armClients, type ArmConnection } from '../arm-clients.ts';
import { vmssProvider } from './vmss-provider.ts';

export interface VmssRolloutsOptions extends ArmConnection {
  /** Part of the mark on the scale sets that rollouts make. */
  installation: string;
  secrets: Secrets;
  now: () => Date;
}

/** Rollouts on Azure VM Scale Sets, real ones or simulated (`endpoint` and `localToken`). */
export function createVmssRollouts({
  installation,
  secrets,
  now,
  ...connection
}: VmssRolloutsOptions): RolloutProviders {
  const clientsOf = armClients(connection);
  return {
    of(fleet, saved) {
      const base = scaleSetName(fleet.fleet.scaleSet);
      if (!base)
        throw invalid(
          'scaleSetIdInvalid',
          'This is not the resource id of a scale set.',
          "Correct the fleet's scaleSet.",
        );
      const clients = clientsOf(base.subscriptionId);
      return vmssProvider({ fleet, installation, base, clients, clientsOf, saved, secrets, now });
    },
  };
}
