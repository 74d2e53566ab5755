import type { JsonObject } from '../json.ts';

/** Regions that the simulated subscription may use: name and what people read. */
export const REGIONS: Record<string, string> = {
  westeurope: 'West Europe',
  northeurope: 'North Europe',
  eastus: 'East US',
  eastus2: 'East US 2',
  westus: 'West US',
  westus2: 'West US 2',
  westus3: 'West US 3',
  centralus: 'Central US',
  southcentralus: 'South Central US',
  uksouth: 'UK South',
  francecentral: 'France Central',
  germanywestcentral: 'Germany West Central',
  swedencentral: 'Sweden Central',
  switzerlandnorth: 'Switzerland North',
  japaneast: 'Japan East',
  southeastasia: 'Southeast Asia',
  australiaeast: 'Australia East',
  brazilsouth: 'Brazil South',
};

const COMPUTE = [
  '2026-04-01',
  '2025-04-01',
  '2024-07-01',
  '2023-09-01',
  '2022-11-01',
  '2022-03-01',
  '2021-07-01',
  '2020-06-01',
];
const GALLERY = ['2025-03-03', '2023-07-03', '2022-03-03', '2021-10-01', '2019-12-01'];
const NETWORK = [
  '2026-01-01',
  '2025-01-01',
  '2024-05-01',
  '2023-09-01',
  '2022-01-01',
  '2020-11-01',
  '2018-11-01',
];
const RESOURCES = ['2024-03-01', '2022-09-01', '2021-04-01', '2020-06-01', '2019-10-01', '2016-02-01'];

const DISKS = ['2025-01-02', '2024-03-02', '2023-10-02', '2023-04-02', '2022-07-02', '2020-12-01'];

/** What each provider has, and the versions it is known to answer, the newest first. */
const PROVIDERS: Record<string, Record<string, string[]>> = {
  'Microsoft.Compute': {
    virtualMachineScaleSets: COMPUTE,
    'virtualMachineScaleSets/virtualMachines': COMPUTE,
    'virtualMachineScaleSets/extensions': COMPUTE,
    'virtualMachineScaleSets/networkInterfaces': ['2018-10-01', '2017-03-30'],
    virtualMachines: COMPUTE,
    disks: DISKS,
    images: COMPUTE,
    galleries: GALLERY,
    'galleries/images': GALLERY,
    'galleries/images/versions': GALLERY,
    'locations/usages': COMPUTE,
    'locations/operations': COMPUTE,
    'locations/diskOperations': DISKS,
  },
  'Microsoft.Network': {
    loadBalancers: NETWORK,
    virtualNetworks: NETWORK,
    'virtualNetworks/subnets': NETWORK,
    networkSecurityGroups: NETWORK,
    networkInterfaces: NETWORK,
    publicIPAddresses: NETWORK,
    publicIPPrefixes: NETWORK,
    'locations/usages': NETWORK,
    'locations/operations': NETWORK,
  },
  'Microsoft.Insights': {
    autoscalesettings: ['2022-10-01', '2021-05-01-preview', '2015-04-01'],
    metrics: ['2024-02-01', '2023-10-01', '2018-01-01'],
  },
  'Microsoft.Resources': {
    deployments: RESOURCES,
    resourceGroups: RESOURCES,
    'subscriptions/resourceGroups': RESOURCES,
    tags: RESOURCES,
    resources: RESOURCES,
    subscriptions: ['2022-12-01', '2021-01-01', '2019-11-01', '2016-06-01'],
  },
  'Microsoft.Authorization': { locks: ['2020-05-01', '2017-04-01', '2016-09-01', '2015-01-01'] },
  'Microsoft.ResourceGraph': { resources: ['2024-04-01', '2022-10-01', '2021-03-01', '2019-04-01'] },
};

export const NAMESPACES = Object.keys(PROVIDERS);

/** The namespace as it is spelled, whatever the case asked in. */
export function namespaceOf(asked: string): string | undefined {
  return NAMESPACES.find((namespace) => namespace.toLowerCase() === asked.toLowerCase());
}

/** One provider as ARM answers it: every provider is registered. */
export function providerBody(namespace: string, subscription?: string): JsonObject {
  const path = `/providers/${namespace}`;
  return {
    id: subscription === undefined ? path : `/subscriptions/${subscription}${path}`,
    namespace,
    registrationState: 'Registered',
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: Object.entries(PROVIDERS[namespace] ?? {}).map(([resourceType, apiVersions]) => ({
      resourceType,
      locations: Object.values(REGIONS),
      apiVersions,
      defaultApiVersion: apiVersions[0],
      zoneMappings: Object.values(REGIONS).map((location) => ({ location, zones: ['1', '2', '3'] })),
      capabilities:
        'CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SupportsTags, SupportsLocation',
    })),
  };
}
