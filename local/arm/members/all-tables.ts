import { autoscaleSetting } from './autoscale-setting.ts';
import { disk } from './disk.ts';
import { extensionResource } from './extension.ts';
import { instance } from './instance.ts';
import { loadBalancer } from './load-balancer.ts';
import { lock } from './lock.ts';
import type { Member } from './member.ts';
import { networkSecurityGroup, securityRule } from './network-security-group.ts';
import { publicIPAddress, publicIPPrefix } from './public-ip.ts';
import { resourceGroup } from './resource-group.ts';
import { subnet, virtualNetwork } from './virtual-network.ts';
import { networkInterface } from './network-interface.ts';
import { COMPUTE, FRONT_DOOR, INSIGHTS, NETWORK, type Refusals } from './refusals.ts';
import { scaleSet } from './scale-set.ts';
import { virtualMachine } from './virtual-machine.ts';

/** One kind of resource, what is taken of it, and in whose words the rest is refused. */
export interface ResourceTable {
  name: string;
  type: string;
  table: Member;
  refusals: Refusals;
}

const compute = { refusals: COMPUTE };
const SET = 'Microsoft.Compute/virtualMachineScaleSets';

/** Every table: the documentation and the tests of all tables go by this list. */
export const ALL_TABLES: readonly ResourceTable[] = [
  { name: 'scale set', type: SET, table: scaleSet, ...compute },
  { name: 'extension', type: `${SET}/extensions`, table: extensionResource, ...compute },
  { name: 'instance', type: `${SET}/virtualMachines`, table: instance, ...compute },
  {
    name: 'virtual machine',
    type: 'Microsoft.Compute/virtualMachines',
    table: virtualMachine,
    refusals: COMPUTE,
  },
  { name: 'disk', type: 'Microsoft.Compute/disks', table: disk, refusals: COMPUTE },
  {
    name: 'network interface',
    type: 'Microsoft.Network/networkInterfaces',
    table: networkInterface,
    refusals: NETWORK,
  },
  { name: 'load balancer', type: 'Microsoft.Network/loadBalancers', table: loadBalancer, refusals: NETWORK },
  ...(
    [
      ['virtual network', 'virtualNetworks', virtualNetwork],
      ['subnet', 'virtualNetworks/subnets', subnet],
      ['network security group', 'networkSecurityGroups', networkSecurityGroup],
      ['security rule', 'networkSecurityGroups/securityRules', securityRule],
      ['public address', 'publicIPAddresses', publicIPAddress],
      ['public prefix', 'publicIPPrefixes', publicIPPrefix],
    ] as const
  ).map(([name, type, table]) => ({ name, type: `Microsoft.Network/${type}`, table, refusals: NETWORK })),
  {
    name: 'autoscale setting',
    type: 'Microsoft.Insights/autoscaleSettings',
    table: autoscaleSetting,
    refusals: INSIGHTS,
  },
  {
    name: 'resource group',
    type: 'Microsoft.Resources/resourceGroups',
    table: resourceGroup,
    refusals: FRONT_DOOR,
  },
  { name: 'lock', type: 'Microsoft.Authorization/locks', table: lock, refusals: FRONT_DOOR },
];
