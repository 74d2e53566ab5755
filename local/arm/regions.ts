import { ArmError } from './errors.ts';

/** The public regions by the names that resources carry, early-access ones included. */
export const REGIONS: readonly string[] = (
  'eastus eastus2 southcentralus westus2 westus3 australiaeast southeastasia northeurope swedencentral uksouth westeurope ' +
  'centralus southafricanorth centralindia eastasia indonesiacentral japaneast japanwest koreacentral malaysiawest ' +
  'newzealandnorth canadacentral austriaeast belgiumcentral francecentral germanywestcentral italynorth norwayeast ' +
  'polandcentral spaincentral switzerlandnorth mexicocentral uaenorth brazilsouth chilecentral israelcentral qatarcentral ' +
  'northcentralus westus westcentralus southafricawest australiacentral australiacentral2 australiasoutheast ' +
  'jioindiawest jioindiacentral koreasouth southindia westindia canadaeast francesouth germanynorth norwaywest ' +
  'switzerlandwest ukwest uaecentral brazilsoutheast denmarkeast swedensouth eastus2euap centraluseuap'
).split(' ');
const known = new Set(REGIONS);

/** `West Europe` and `westeurope` are the same place; what a resource carries is the second. */
export function regionOf(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

/** The region a location names; refused when there is none of that name. */
export function requireRegion(location: string, type: string): string {
  const region = regionOf(location);
  if (known.has(region)) return region;
  throw new ArmError(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${REGIONS.join(',')}'.`,
  );
}
