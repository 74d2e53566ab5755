import { keyOf } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { isGone } from '../rules/instance-state.ts';
import type { World } from '../world.ts';
import { addressesWith } from './interfaces.ts';
import { addressNumber, parseCidr, type Block } from './cidr.ts';

/** Azure keeps the first four addresses of a subnet, and the last. */
export const RESERVED = { first: 4, last: 1 };

/** A subnet that is kept: where it is, and its block. */
export interface Subnet {
  id: string;
  name: string;
  prefix: string;
  block: Block;
}

/** The subnet with this id, when its network is kept here. */
export function findSubnet(world: World, id: string): Subnet | undefined {
  const [, network = '', name = ''] = /^(.*)\/subnets\/([^/]+)$/i.exec(id) ?? [];
  const record = world.store.resources.get(keyOf(network));
  const found = listAt(record?.body, 'properties', 'subnets').find(
    (subnet) => textAt(subnet, 'name')?.toLowerCase() === name.toLowerCase(),
  );
  return record && found ? subnetOf(record.id, objectAt(found)) : undefined;
}

/** A subnet of a network; undefined when its prefix cannot be read. */
export function subnetOf(network: string, subnet: JsonObject): Subnet | undefined {
  const prefix =
    textAt(subnet, 'properties', 'addressPrefix') ?? textAt(subnet, 'properties', 'addressPrefixes', 0);
  const block = prefix === undefined ? undefined : parseCidr(prefix);
  const name = textAt(subnet, 'name') ?? '';
  return block && { id: `${network}/subnets/${name}`, name, prefix: prefix ?? '', block };
}

/** The subnet a model puts its machines in. */
export function subnetIdOf(model: unknown): string | undefined {
  const nic = ['networkProfile', 'networkInterfaceConfigurations', 0];
  return textAt(model, ...nic, 'properties', 'ipConfigurations', 0, 'properties', 'subnet', 'id');
}

/** The machines that hold an address of a subnet, surplus ones included until the network side lets go of them. */
export function machinesIn(
  world: World,
  subnetId: string,
  now: number,
): Array<{ scaleSet: ScaleSetRecord; instance: InstanceRecord }> {
  const key = keyOf(subnetId);
  return [...world.store.scaleSets.values()]
    .filter((scaleSet) => keyOf(subnetIdOf(scaleSet.properties.virtualMachineProfile) ?? '') === key)
    .flatMap((scaleSet) =>
      [...world.store.instances.group(scaleSet.key)]
        .filter((instance) => !isGone(instance, now))
        .map((instance) => ({ scaleSet, instance })),
    );
}

/** The frontends of load balancers that have an address of a subnet. */
function frontendsIn(world: World, subnetId: string): Array<{ id: string; address?: string }> {
  const key = keyOf(subnetId);
  return [...world.store.resources.group('Microsoft.Network/loadBalancers')].flatMap(({ id, body }) =>
    listAt(body, 'properties', 'frontendIPConfigurations')
      .filter(isObject)
      .filter((frontend) => keyOf(textAt(frontend, 'properties', 'subnet', 'id') ?? '') === key)
      .map((frontend) => {
        const address = textAt(frontend, 'properties', 'privateIPAddress');
        const name = textAt(frontend, 'name') ?? '';
        return { id: `${id}/frontendIPConfigurations/${name}`, ...(address !== undefined && { address }) };
      }),
  );
}

/** What has an address of a subnet besides the machines of scale sets: frontends, and interfaces of their own. */
export function othersIn(world: World, subnetId: string): Array<{ id: string; address?: string }> {
  return [...frontendsIn(world, subnetId), ...addressesWith(world, 'subnet', subnetId)];
}

/** How many addresses of a subnet can be given out, and how many are. */
export function usageOf(world: World, subnet: Subnet, now: number): { used: number; limit: number } {
  const used = machinesIn(world, subnet.id, now).length + othersIn(world, subnet.id).length;
  return { used, limit: Math.max(0, subnet.block.size - RESERVED.first - RESERVED.last) };
}

/** The addresses of a subnet that are given out, as numbers. */
export function addressesIn(world: World, subnet: Subnet, now: number): Set<number> {
  const machines = machinesIn(world, subnet.id, now).map(({ instance }) => instance.privateIp);
  const others = othersIn(world, subnet.id).map(({ address }) => address ?? '');
  return new Set([...machines, ...others].map(addressNumber).filter((address) => address !== undefined));
}
