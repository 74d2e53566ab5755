import { ArmError } from '../errors.ts';
import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import { blockAround, contains, overlaps, parseCidr, type Block } from './cidr.ts';
import { subnetOf, type Subnet } from './subnet-use.ts';

const bad = (code: string, message: string): ArmError =>
  new ArmError(400, code, message).with({ details: [] });

/** Refuses a network whose prefixes cannot be read, or whose subnets lie outside of them or in each other. */
export function requireAddressSpace(body: JsonObject, id: string): void {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const space = listAt(body, 'properties', 'addressSpace', 'addressPrefixes');
  if (space.length === 0)
    throw bad('InvalidRequestFormat', `Virtual network ${name} has no address prefixes.`);
  const blocks = space.map((prefix) => blockOf(prefix, id));
  const subnets = listAt(body, 'properties', 'subnets')
    .filter(isObject)
    .map((subnet) => readable(subnet, id));
  subnets.forEach((subnet, index) => {
    if (!blocks.some((block) => contains(block, subnet.block)))
      throw bad(
        'NetcfgSubnetRangeOutsideVnet',
        `Subnet '${subnet.name}' is not valid because its IP address range is outside the IP address range of virtual network '${name}'.`,
      );
    if (subnets.slice(0, index).some((other) => overlaps(other.block, subnet.block)))
      throw bad(
        'NetcfgSubnetRangesOverlap',
        `Subnet '${subnet.name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${name}'.`,
      );
  });
}

function blockOf(prefix: unknown, id: string): Block {
  const block = typeof prefix === 'string' ? parseCidr(prefix) : undefined;
  if (block) return block;
  const meant = typeof prefix === 'string' ? blockAround(prefix) : undefined;
  if (meant !== undefined)
    throw bad(
      'InvalidCIDRNotation',
      `The address prefix ${String(prefix)} in resource ${id} has an invalid CIDR notation. For the given prefix length, the address prefix should be ${meant}.`,
    );
  throw bad(
    'InvalidAddressPrefixFormat',
    `Address prefix ${String(prefix)} of resource ${id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
  );
}

function readable(subnet: JsonObject, id: string): Subnet {
  const found = subnetOf(id, subnet);
  if (found) return found;
  const prefix = textAt(subnet, 'properties', 'addressPrefix') ?? '';
  blockOf(prefix, `${id}/subnets/${textAt(subnet, 'name')}`);
  throw bad('InvalidRequestFormat', `Subnet '${textAt(subnet, 'name')}' has no address prefix.`);
}
