import { merged, objectAt, type JsonObject } from '../../local/arm/json.ts';
import type { Exchange } from './recording.ts';

/** For recordings that act on a set without ever showing it. */
const UNKNOWN_SET: JsonObject = {
  sku: { name: 'Standard_D2_v2', tier: 'Standard', capacity: 2 },
  properties: {
    upgradePolicy: { mode: 'Manual' },
    virtualMachineProfile: {
      osProfile: { computerNamePrefix: 'unknown', adminUsername: 'azureuser' },
      storageProfile: { imageReference: { publisher: 'p', offer: 'o', sku: 's', version: 'latest' } },
    },
  },
};

/** Only what a probe looks at can be repaired. */
const REPAIRED = {
  automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT30M' },
  virtualMachineProfile: {
    networkProfile: { healthProbe: { id: '/subscriptions/s/resourceGroups/g/providers/p/probes/probe' } },
  },
};

/** A set that will do for what a recording asks of it. */
export function unknownSet(exchanges: Exchange[], capacity = 2): JsonObject {
  const sku = { ...objectAt(UNKNOWN_SET, 'sku'), capacity };
  const repairs = exchanges.some(({ url }) => url.includes('/setOrchestrationServiceState'));
  const properties = objectAt(UNKNOWN_SET, 'properties');
  const repaired = repairs ? merged(properties, REPAIRED) : properties;
  return { ...UNKNOWN_SET, sku, properties: repaired, location: locationIn(exchanges) };
}

function locationIn(exchanges: Exchange[]): string {
  const found = exchanges.map(({ url }) => /\/locations\/(\w+)\//.exec(url)?.[1]).find(Boolean);
  return found ?? 'westeurope';
}
