import { ArmError } from '../errors.ts';
import { keyOf } from '../ids.ts';
import { objectAt, textAt, without, type JsonObject } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { addressNumber, addressText } from './cidr.ts';
import { addressesOf, configurationsOf } from './interfaces.ts';
import { addressesIn, findSubnet, RESERVED, type Subnet } from './subnet-use.ts';

/**
 * An interface's body with an address for each of its IP configurations: the one it has, the one it asks for, or the lowest
 * that is free. The first configuration is the primary one when none is said to be.
 */
export function withAddresses(
  world: World,
  body: JsonObject,
  { id, current, now }: { id: string; current: ResourceRecord | undefined; now: number },
): JsonObject {
  const taken = new Map<string, Set<number>>();
  const configurations = configurationsOf(body);
  const said = configurations.some((one) => objectAt(one, 'properties').primary === true);
  const ipConfigurations = configurations.map((configuration, index) => {
    const properties = objectAt(configuration, 'properties');
    const subnet = findSubnet(world, textAt(properties, 'subnet', 'id') ?? '');
    const before = formerOf(current, configuration);
    const address = subnet
      ? inSubnet(subnet, { properties, before, taken: takenIn(world, taken, { subnet, current, now }) })
      : (textAt(properties, 'privateIPAddress') ?? before ?? anyAddress(world, `${id}/${index}`));
    const primary = said ? properties.primary === true : index === 0;
    return { ...configuration, properties: { ...properties, privateIPAddress: address, primary } };
  });
  return { ...body, properties: { ...objectAt(body, 'properties'), ipConfigurations } };
}

/** The address a dynamic configuration has already, as long as it stays in its subnet. */
function formerOf(current: ResourceRecord | undefined, configuration: JsonObject): string | undefined {
  const name = textAt(configuration, 'name')?.toLowerCase();
  const former =
    current && configurationsOf(current.body).find((one) => textAt(one, 'name')?.toLowerCase() === name);
  const [was, is] = [former, configuration].map((one) =>
    keyOf(textAt(one, 'properties', 'subnet', 'id') ?? ''),
  );
  return was === is ? textAt(former, 'properties', 'privateIPAddress') : undefined;
}

/** What others hold of a subnet, and what this write has given out of it so far. */
function takenIn(
  world: World,
  known: Map<string, Set<number>>,
  { subnet, current, now }: { subnet: Subnet; current: ResourceRecord | undefined; now: number },
): Set<number> {
  const key = keyOf(subnet.id);
  const taken = known.get(key) ?? addressesIn(world, subnet, now);
  if (!known.has(key))
    for (const { address } of current ? addressesOf(current) : [])
      taken.delete(addressNumber(address ?? '') ?? -1);
  known.set(key, taken);
  return taken;
}

function inSubnet(
  subnet: Subnet,
  { properties, before, taken }: { properties: JsonObject; before: string | undefined; taken: Set<number> },
): string {
  const isStatic = properties.privateIPAllocationMethod === 'Static';
  const asked = isStatic ? textAt(properties, 'privateIPAddress') : before;
  if (isStatic) requireFree(subnet, asked, taken);
  const address = asked ?? lowestFree(subnet, taken);
  taken.add(addressNumber(address) ?? -1);
  return address;
}

function requireFree({ block, name, prefix }: Subnet, asked: string | undefined, taken: Set<number>): void {
  const number = asked === undefined ? undefined : addressNumber(asked);
  if (number === undefined || number < block.first || number >= block.first + block.size)
    throw bad(
      'PrivateIPAddressNotInSubnet',
      `Private static IP address ${asked} does not belong to the range of subnet prefix ${prefix}.`,
    );
  const offset = number - block.first;
  if (offset < RESERVED.first || offset >= block.size - RESERVED.last)
    throw bad(
      'PrivateIPAddressInReservedRange',
      `Private static IP address ${asked} falls within reserved IP range of subnet prefix ${prefix}.`,
    );
  if (taken.has(number))
    throw bad('PrivateIPAddressInUse', `IP address ${asked} of subnet ${name} is already in use.`);
}

function lowestFree({ block, name, prefix }: Subnet, taken: Set<number>): string {
  for (let offset = RESERVED.first; offset < block.size - RESERVED.last; offset++)
    if (!taken.has(block.first + offset)) return addressText(block.first + offset);
  throw bad(
    'SubnetIsFull',
    `Subnet ${name} with address prefix ${prefix} does not have enough capacity for 1 IP addresses.`,
  );
}

/** A subnet that is not kept here has no end. */
function anyAddress(world: World, purpose: string): string {
  const octet = (which: string) => Math.floor(world.chance.draw(purpose, which) * 250) + 4;
  return `10.255.${octet('third')}.${octet('fourth')}`;
}

const bad = (code: string, message: string): ArmError =>
  new ArmError(400, code, message).with({ details: [] });

/** A dynamic address is the network's to give, so what GET shows of it may be sent back. */
export function withoutDynamicAddresses(body: JsonObject): JsonObject {
  const ipConfigurations = configurationsOf(body).map((one) => {
    const properties = objectAt(one, 'properties');
    return properties.privateIPAllocationMethod === 'Static'
      ? one
      : { ...one, properties: without(properties, 'privateIPAddress') };
  });
  return { ...body, properties: { ...objectAt(body, 'properties'), ipConfigurations } };
}
