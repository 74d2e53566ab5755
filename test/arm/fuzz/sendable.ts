import type { JsonObject } from '../../../local/arm/json.ts';
import { autoscaleSetting } from '../../../local/arm/members/autoscale-setting.ts';
import { disk } from '../../../local/arm/members/disk.ts';
import { lock } from '../../../local/arm/members/lock.ts';
import { networkInterface } from '../../../local/arm/members/network-interface.ts';
import { extensionResource } from '../../../local/arm/members/extension.ts';
import { instance } from '../../../local/arm/members/instance.ts';
import {
  backendAddressPool,
  inboundNatRule,
  loadBalancer,
} from '../../../local/arm/members/load-balancer.ts';
import type { Member } from '../../../local/arm/members/member.ts';
import {
  networkSecurityGroup,
  securityRule as RULE,
} from '../../../local/arm/members/network-security-group.ts';
import { publicIPAddress, publicIPPrefix } from '../../../local/arm/members/public-ip.ts';
import { resourceGroup } from '../../../local/arm/members/resource-group.ts';
import { subnet, virtualNetwork } from '../../../local/arm/members/virtual-network.ts';
import { scaleSet } from '../../../local/arm/members/scale-set.ts';
import { GROUP } from '../given-arm.ts';
import {
  autoscale,
  balancer,
  extension,
  flexible,
  instances,
  location,
  natRule,
  network,
  plain,
  privateBalancer,
  securityRule,
  SUBNET,
  tags,
  template,
  uniform,
} from './bodies.ts';

/** What may be sent to an operation: bodies that it takes, and the table that it reads them by. */
export interface Sendable {
  bodies: readonly JsonObject[];
  table?: Member;
}

const LOCK = { properties: { level: 'CanNotDelete', notes: 'a', owners: [{ applicationId: 'a' }] } };

const SENDABLE: ReadonlyArray<[RegExp, Sendable]> = [
  [
    /tags\/default$/,
    {
      bodies: [
        { operation: 'Merge', properties: tags },
        { operation: 'Delete', properties: tags },
      ],
    },
  ],
  [/\/locks\/\{lock\}$/, { bodies: [LOCK, { properties: { level: 'NotSpecified' } }], table: lock }],
  [
    /^PATCH .*\/virtualMachineScaleSets\/\{scaleSet\}$/,
    { bodies: [uniform, { sku: { capacity: 3 } }, tags], table: scaleSet },
  ],
  [/\/virtualMachineScaleSets\/\{scaleSet\}$/, { bodies: [uniform, flexible], table: scaleSet }],
  [/\/extensions\/\{extension\}$/, { bodies: [extension('health')], table: extensionResource }],
  [
    /virtualMachines\/\{instance\}$/,
    {
      bodies: [{ location, properties: { protectionPolicy: { protectFromScaleIn: true } } }],
      table: instance,
    },
  ],
  [/virtualMachines\/\{virtualMachine\}$/, { bodies: [tags] }],
  [/^PATCH .*\/loadBalancers\/\{loadBalancer\}$/, { bodies: [tags] }],
  [/\/loadBalancers\/\{loadBalancer\}$/, { bodies: [balancer, privateBalancer], table: loadBalancer }],
  [/\/backendAddressPools\/\{child\}$/, { bodies: [{ properties: {} }], table: backendAddressPool }],
  [/\/inboundNatRules\/\{child\}$/, { bodies: [natRule], table: inboundNatRule }],
  [/autoscalesettings\/\{setting\}$/, { bodies: [autoscale], table: autoscaleSetting }],
  [/\/virtualNetworks\/\{name\}$/, { bodies: [network], table: virtualNetwork }],
  [
    /\/networkInterfaces\/\{name\}$/,
    {
      bodies: [
        {
          location,
          properties: { ipConfigurations: [{ name: 'ip', properties: { subnet: { id: SUBNET } } }] },
        },
      ],
      table: networkInterface,
    },
  ],
  [
    /\/disks\/\{disk\}$/,
    {
      bodies: [
        {
          location,
          sku: { name: 'Premium_LRS' },
          properties: { creationData: { createOption: 'Empty' }, diskSizeGB: 32 },
        },
      ],
      table: disk,
    },
  ],
  [/\/subnets\/\{child\}$/, { bodies: [{ properties: { addressPrefix: '10.0.2.0/24' } }], table: subnet }],
  [
    /\/networkSecurityGroups\/\{name\}$/,
    {
      bodies: [{ location, properties: { securityRules: [{ name: 'http', ...securityRule }] } }],
      table: networkSecurityGroup,
    },
  ],
  [/\/securityRules\/\{child\}$/, { bodies: [securityRule], table: RULE }],
  [
    /\/publicIPAddresses\/\{name\}$/,
    {
      bodies: [plain({ publicIPAllocationMethod: 'Static', dnsSettings: { domainNameLabel: 'web' } })],
      table: publicIPAddress,
    },
  ],
  [/\/publicIPPrefixes\/\{name\}$/, { bodies: [plain({ prefixLength: 28 })], table: publicIPPrefix }],
  [/\/deployments\/\{deployment\}(\/validate)?$/, { bodies: [template] }],
  [/\/resourceGroups\/\{resourceGroup\}$/, { bodies: [{ location, ...tags }], table: resourceGroup }],
  [/ResourceGraph\/resources$/, { bodies: graphBodies() }],
  [
    /lifecycleHookEvents\/\{event\}$/,
    {
      bodies: [
        {
          properties: {
            waitUntil: '2026-01-01T02:00:00Z',
            targetResources: [{ resource: { id: 'a' }, actionState: 'Approved' }],
          },
        },
      ],
    },
  ],
  [
    /setOrchestrationServiceState$/,
    {
      bodies: [
        { serviceName: 'AutomaticRepairs', action: 'Suspend' },
        { serviceName: 'AutomaticRepairs', action: 'Resume' },
      ],
    },
  ],
  [/^PATCH .*\/galleries|^PATCH .*\/images\//, { bodies: [tags] }],
  [
    /^POST .*\/virtualMachineScaleSets\/\{scaleSet\}\/\w+$/,
    { bodies: [instances, { instanceIds: ['*'] }, { instanceIds: ['1'] }, {}] },
  ],
  [/^POST /, { bodies: [{}, instances, { tempDisk: true }, { skipShutdown: true }] }],
  [/^(PUT|PATCH) /, { bodies: [{ location, tags: {}, properties: {} }] }],
];

function graphBodies(): JsonObject[] {
  const subscriptions = [GROUP.split('/')[2] ?? ''];
  return [
    'resources | where type =~ "microsoft.compute/virtualmachinescalesets" | project id, name, tags | limit 10',
    'computeresources | where type =~ "microsoft.compute/virtualmachinescalesets/virtualmachines" | summarize count() by id',
    "resources | where name contains 'w' and tags.team == 'a' | order by name asc | extend a = tostring(properties.b)",
  ].map((query) => ({ subscriptions, query, options: { $top: 5, $skip: 0, resultFormat: 'objectArray' } }));
}

/** Nothing for operations that take no body. */
export function sendableTo({ method, path }: { method: string; path: string }): Sendable | undefined {
  return SENDABLE.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
}
