import { expect, test } from '@jest/globals';

import { isObject, type JsonObject } from '../../local/arm/json.ts';
import { ALL_TABLES, type ResourceTable } from '../../local/arm/members/all-tables.ts';
import { readBody } from '../../local/arm/members/read-members.ts';
import { requireMembers } from '../../local/arm/members/require-members.ts';
import { hasReference, noticeWithoutReference } from '../conformance/shared-folder.ts';
import { hasRecordings, loadRecordings, type Exchange } from '../recordings/recording.ts';
import { differences } from './compare-with-schema.ts';
import { definition } from './schema-of.ts';

noticeWithoutReference('comparison of the tables with OpenAPI and the recordings');
const withReference = hasReference && hasRecordings() ? test : test.skip;

const COMPUTE =
  'compute/resource-manager/Microsoft.Compute/ComputeRP/stable/2024-07-01/virtualMachineScaleSet.json';
const INTERFACE = 'network/resource-manager/Microsoft.Network/stable/2024-05-01/networkInterface.json';
const BALANCER = 'network/resource-manager/Microsoft.Network/stable/2024-05-01/loadBalancer.json';
const NETWORKS = 'network/resource-manager/Microsoft.Network/stable/2024-05-01/virtualNetwork.json';
const SECURITY = 'network/resource-manager/Microsoft.Network/stable/2024-05-01/networkSecurityGroup.json';
const ADDRESS = 'network/resource-manager/Microsoft.Network/stable/2024-05-01/publicIpAddress.json';
const AUTOSCALE = 'monitor/resource-manager/Microsoft.Insights/stable/2022-10-01/autoscale_API.json';

/** Members of which a table says something else than the specification, and why. */
type Own = Record<string, string>;

const FREE = 'what an extension is told is its own affair';
const MODEL = 'follows the model of the set, whatever is sent of it';
const UNUSED = 'what it leads to is not simulated; it is kept as sent';
const NAMED = 'is made of the names, whatever is sent';

const SUBNET: Own = {
  id: NAMED,
  type: NAMED,
  ...under('properties', {
    'delegations[].id': NAMED,
    'delegations[].type': NAMED,
    applicationGatewayIPConfigurations: UNUSED,
    ipamPoolPrefixAllocations: UNUSED,
  }),
};

/** The definition of each resource, and what its table has on purpose of its own. */
const DEFINITIONS: Record<string, { file: string; definition: string; own: Own }> = {
  'scale set': {
    file: COMPUTE,
    definition: 'VirtualMachineScaleSet',
    own: under('properties.virtualMachineProfile.extensionProfile.extensions[].properties', {
      settings: FREE,
      protectedSettings: FREE,
    }),
  },
  extension: {
    file: COMPUTE,
    definition: 'VirtualMachineScaleSetExtension',
    own: { name: NAMED, 'properties.settings': FREE, 'properties.protectedSettings': FREE },
  },
  instance: {
    file: COMPUTE,
    definition: 'VirtualMachineScaleSetVM',
    own: {
      plan: MODEL,
      identity: MODEL,
      ...under('properties', {
        hardwareProfile: MODEL,
        'storageProfile.imageReference': MODEL,
        'storageProfile.osDisk': MODEL,
        'storageProfile.dataDisks[].managedDisk': 'disks are not simulated',
        additionalCapabilities: MODEL,
        osProfile: MODEL,
        securityProfile: MODEL,
        networkProfile: MODEL,
        networkProfileConfiguration: MODEL,
        diagnosticsProfile: MODEL,
        availabilitySet: MODEL,
      }),
    },
  },
  'network interface': {
    file: INTERFACE,
    definition: 'NetworkInterface',
    own: {
      id: NAMED,
      extendedLocation: UNUSED,
      'properties.privateLinkService': UNUSED,
      'properties.migrationPhase': UNUSED,
      ...under('properties.ipConfigurations[]', {
        id: NAMED,
        type: NAMED,
        ...under('properties', {
          virtualNetworkTaps: UNUSED,
          applicationGatewayBackendAddressPools: UNUSED,
          privateIPAddressPrefixLength: UNUSED,
          applicationSecurityGroups: UNUSED,
        }),
      }),
    },
  },
  'load balancer': {
    file: BALANCER,
    definition: 'LoadBalancer',
    own: {
      id: NAMED,
      ...under('properties', {
        'frontendIPConfigurations[].id': NAMED,
        'backendAddressPools[].id': NAMED,
        'loadBalancingRules[].id': NAMED,
        'probes[].id': NAMED,
        'inboundNatRules[].id': NAMED,
        'inboundNatPools[].id': NAMED,
        'outboundRules[].id': NAMED,
      }),
    },
  },
  'virtual network': {
    file: NETWORKS,
    definition: 'VirtualNetwork',
    own: {
      id: NAMED,
      extendedLocation: UNUSED,
      'properties.addressSpace.ipamPoolPrefixAllocations': UNUSED,
      'properties.virtualNetworkPeerings': UNUSED,
      ...under('properties.subnets[]', SUBNET),
    },
  },
  subnet: { file: NETWORKS, definition: 'Subnet', own: SUBNET },
  'network security group': {
    file: SECURITY,
    definition: 'NetworkSecurityGroup',
    own: { id: NAMED, 'properties.securityRules[].id': NAMED, 'properties.securityRules[].type': NAMED },
  },
  'security rule': { file: SECURITY, definition: 'SecurityRule', own: { id: NAMED, type: NAMED } },
  'public address': {
    file: ADDRESS,
    definition: 'PublicIPAddress',
    own: {
      id: NAMED,
      extendedLocation: UNUSED,
      ...under('properties', {
        ipAddress: 'is given by the service',
        servicePublicIPAddress: UNUSED,
        natGateway: UNUSED,
        linkedPublicIPAddress: UNUSED,
      }),
    },
  },
  'autoscale setting': {
    file: AUTOSCALE,
    definition: 'AutoscaleSettingResource',
    own: { 'properties.notifications[].webhooks[].properties.*': 'is handed on to the webhook' },
  },
};

function under(path: string, own: Own): Own {
  return Object.fromEntries(Object.entries(own).map(([name, reason]) => [`${path}.${name}`, reason]));
}

/** Not compared: no specification of these is held, or much is kept as it is sent. */
const UNDESCRIBED = ['disk', 'virtual machine', 'lock', 'resource group', 'public prefix'];
const DESCRIBED = ALL_TABLES.filter(({ name }) => !UNDESCRIBED.includes(name));

withReference.each(DESCRIBED)('the table of a $name says what OpenAPI says', ({ name, table }) => {
  const known = DEFINITIONS[name];
  if (!known) throw new Error(`no definition of ${name}`);
  const found = differences(table, definition(known.file, known.definition));
  const unexplained = found.filter(({ path }) => known.own[path] === undefined);
  expect(unexplained.map(({ path, problem }) => `${path}: ${problem}`)).toEqual([]);
  const stale = Object.keys(known.own).filter((path) => !found.some((one) => one.path === path));
  expect(stale).toEqual([]);
});

/** The table that a recorded URL falls under, by the names of its types; polls and actions have none. */
function tableOf(url: string): ResourceTable | undefined {
  const parts = new URL(url).pathname.split('/providers/').at(-1)?.split('/') ?? [];
  const [namespace, ...rest] = parts;
  if (rest.length % 2 !== 0) return undefined;
  const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/').toLowerCase();
  return ALL_TABLES.find((one) => one.type.toLowerCase() === type);
}

/** Bodies that the real service has taken. */
function taken(): Array<{ at: string; resource: ResourceTable; exchange: Exchange; body: JsonObject }> {
  return loadRecordings().flatMap(({ name: recording, exchanges }) =>
    exchanges.flatMap((exchange, index) => {
      const { method, url, status, requestBody: body } = exchange;
      const resource = tableOf(url);
      if (!resource || !isObject(body) || status >= 300 || !/^(PUT|PATCH)$/.test(method)) return [];
      return [{ at: `${recording} ${index} ${method} ${resource.name}`, resource, exchange, body }];
    }),
  );
}

withReference('every body that was recorded and taken is taken by its table', () => {
  const bodies = taken();
  expect(bodies.length).toBeGreaterThan(100);
  const refused = bodies.flatMap(({ at, resource: { table, refusals }, exchange, body }) => {
    try {
      const read = readBody(table, body, refusals);
      if (exchange.method === 'PUT') requireMembers(table, read, refusals);
      return [];
    } catch (error) {
      return [`${at}: ${String(error)}`];
    }
  });
  expect(refused).toEqual([]);
});
