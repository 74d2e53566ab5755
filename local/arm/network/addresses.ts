import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { addressText } from './cidr.ts';
import { addressesIn, findSubnet, RESERVED, subnetIdOf, usageOf } from './subnet-use.ts';

/** Gives new machines addresses of the subnet their model names, when its network is kept here. */
export function addressed(
  world: World,
  scaleSet: ScaleSetRecord,
  { instances, now }: { instances: InstanceRecord[]; now: number },
): InstanceRecord[] {
  const subnet = findSubnet(world, subnetIdOf(scaleSet.properties.virtualMachineProfile) ?? '');
  if (!subnet) return instances;
  const taken = addressesIn(world, subnet, now);
  const { first, size } = subnet.block;
  const usable = Math.max(1, size - RESERVED.first - RESERVED.last);
  return instances.map((instance) => {
    let offset = instance.index % usable;
    for (let tried = 0; tried < usable && taken.has(first + RESERVED.first + offset); tried++)
      offset = (offset + 1) % usable;
    const address = first + RESERVED.first + offset;
    taken.add(address);
    return { ...instance, privateIp: addressText(address) };
  });
}

/** Why a subnet cannot take so many more machines, or undefined when it can. */
export function subnetShortage(
  world: World,
  scaleSet: ScaleSetRecord,
  { count, now }: { count: number; now: number },
): { code: string; message: string } | undefined {
  const subnet = findSubnet(world, subnetIdOf(scaleSet.properties.virtualMachineProfile) ?? '');
  if (!subnet || count <= 0) return undefined;
  const { used, limit } = usageOf(world, subnet, now);
  if (used + count <= limit) return undefined;
  return {
    code: 'SubnetIsFull',
    message: `Subnet ${subnet.name} with address prefix ${subnet.prefix} does not have enough capacity for ${count} IP addresses.`,
  };
}
