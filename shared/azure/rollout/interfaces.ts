import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { NetworkInterface } from '@azure/arm-network';
import { allPages } from '../all-pages.ts';
import { armCall } from '../arm-call.ts';
import { vmOf } from '../machine-addresses.ts';
import type { FleetCloud } from './fleet-cloud.ts';
import { isFlexible } from './instances.ts';
import { poolsKey } from './pools.ts';

/**
 * The network interfaces of a unit's machines, as they are, whatever the model says. Those of a Flexible set are the
 * resource group's own; others' come along and are told apart by their machine. One call a page.
 */
export async function listInterfaces(
  { clients, base }: FleetCloud,
  unit: string,
  set: VirtualMachineScaleSet,
): Promise<NetworkInterface[]> {
  const { networkInterfaces } = clients.network;
  const list = () =>
    allPages(
      isFlexible(set)
        ? networkInterfaces.list(base.resourceGroup)
        : networkInterfaces.listVirtualMachineScaleSetNetworkInterfaces(base.resourceGroup, unit),
    );
  return (await armCall(list)).value;
}

/** The ids of the machines, in lower case, that have an interface which is not in the pools that its model gives it. */
export function outOfPlace(interfaces: NetworkInterface[], wanted: Map<string, string>): Set<string> {
  const machines = new Set<string>();
  for (const nic of interfaces) {
    const machine = vmOf(nic);
    if (machine === undefined) continue;
    for (const { name = '', loadBalancerBackendAddressPools = [], ...more } of nic.ipConfigurations ?? []) {
      const gateways = more.applicationGatewayBackendAddressPools ?? [];
      const pools = [...loadBalancerBackendAddressPools, ...gateways].flatMap(({ id }) => (id ? [id] : []));
      const asked = wanted.get(name.toLowerCase());
      if (asked !== undefined && poolsKey(pools) !== asked) machines.add(machine);
    }
  }
  return machines;
}
