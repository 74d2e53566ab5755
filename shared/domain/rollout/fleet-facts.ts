import type { NamedFleet } from '../../contracts/fleet.ts';
import { scaleSetName } from '../../contracts/scale-set-id.ts';

/** What a policy can say of its fleet without being told: `${fleet.name}`, ... */
export function fleetFacts({ name, fleet }: NamedFleet): Record<string, string> {
  const { subscriptionId = '', resourceGroup = '', name: scaleSet = '' } = scaleSetName(fleet.scaleSet) ?? {};
  return {
    'fleet.name': name,
    'fleet.subscription': subscriptionId,
    'fleet.resourceGroup': resourceGroup,
    'fleet.scaleSet': scaleSet,
    'fleet.scaleSetId': fleet.scaleSet,
  };
}
