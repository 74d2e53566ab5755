import { ArmError, invalidContent } from '../errors.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { blockAround, contains, overlaps, parseCidr, type Block } from '../network/cidr.ts';
import type { PlainKind } from '../network/plain-kinds.ts';
import { subnetOf, type Subnet } from '../network/subnet-use.ts';
import { requireUniqueNames } from './unique-names.ts';
import { requireObject, requireTags } from './write-body.ts';

const bad = (code: string, message: string): ArmError =>
  new ArmError(400, code, message).with({ details: [] });

/** What a plain network resource must be, before anything of it is stored. */
export function requirePlain(kind: PlainKind, body: JsonObject, id: string): void {
  if (typeof body.location !== 'string')
    throw bad('LocationRequired', 'The location property is required for this definition.');
  for (const name of ['properties', 'sku']) requireObject(body[name], name);
  requireTags(body.tags);
  requireName(id.slice(id.lastIndexOf('/') + 1));
  if (kind.child) requireChildren(id, kind.child.kind, objectAt(body, 'properties'));
  if (kind.name === 'virtualNetworks') requireNetwork(body, id);
}

function requireChildren(id: string, kind: string, properties: JsonObject): void {
  const given = properties[kind];
  if (given === undefined || given === null) return;
  if (!Array.isArray(given))
    throw invalidContent(`Error converting value to a list. Path 'properties.${kind}'`);
  for (const item of given) requireChild(kind, item);
  requireUniqueNames(id, kind, given);
}

export function requireChild(kind: string, item: unknown): void {
  requireName(textAt(item, 'name') ?? '');
  if (objectAt(item).properties !== undefined && !isObject(objectAt(item).properties))
    throw bad('InvalidRequestFormat', `Cannot parse the request: an item of '${kind}' has no properties.`);
}

function requireName(name: string): void {
  if (/^[A-Za-z0-9]([\w.-]{0,78}\w)?$/.test(name)) return;
  throw bad(
    'InvalidResourceName',
    `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
  );
}

/** Prefixes that can be read, subnets inside of them and apart from each other. */
export function requireNetwork(body: JsonObject, id: string): void {
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
