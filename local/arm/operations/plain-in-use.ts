import { ArmError } from '../errors.ts';
import { isObject, listAt, sameJson, textAt } from '../json.ts';
import type { PlainKind } from '../network/plain-kinds.ts';
import { machinesIn, othersIn } from '../network/subnet-use.ts';
import { usersOf } from '../network/users.ts';
import type { ResourceRecord } from '../store/store.ts';
import { ipConfigurationId } from '../views/nic-body.ts';
import type { World } from '../world.ts';

interface Change {
  before: ResourceRecord;
  /** Absent: it is deleted. */
  after: ResourceRecord | undefined;
  now: number;
}

/** Refuses what would take away something that is in use. */
export function requireUnused(world: World, kind: PlainKind, change: Change): void {
  if (kind.name === 'virtualNetworks') return requireSubnetsUnused(world, change);
  if (change.after !== undefined) return;
  if (kind.name === 'networkInterfaces') return;
  const { id } = change.before;
  const users = usersOf(world, id);
  if (users.length === 0) return;
  throw refusals[kind.name]?.(id, users) ?? new Error(`no refusal for ${kind.name}`);
}

const bad = (code: string, message: string): ArmError =>
  new ArmError(400, code, message).with({ details: [] });

const refusals: Record<string, (id: string, users: string[]) => ArmError> = {
  networkSecurityGroups: (id, users) =>
    bad(
      'InUseNetworkSecurityGroupCannotBeDeleted',
      `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    ),
  publicIPAddresses: (id, [user]) =>
    bad(
      'PublicIPAddressCannotBeDeleted',
      `Public IP address ${id} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`,
    ),
  publicIPPrefixes: (id, [user]) =>
    bad(
      'InUsePublicIpPrefixCannotBeDeleted',
      `Public IP prefix ${id} can not be deleted since it is still in use by resource ${user}.`,
    ),
};

/** A subnet that is left out, or whose prefix changes, must be empty. */
function requireSubnetsUnused(world: World, { before, after, now }: Change): void {
  const kept = listAt(after?.body, 'properties', 'subnets');
  for (const subnet of listAt(before.body, 'properties', 'subnets').filter(isObject)) {
    const name = textAt(subnet, 'name') ?? '';
    const next = kept.find((other) => textAt(other, 'name')?.toLowerCase() === name.toLowerCase());
    if (next && sameJson(prefixOf(next), prefixOf(subnet))) continue;
    const [user] = usersOfSubnet(world, `${before.id}/subnets/${name}`, now);
    if (user === undefined) continue;
    throw next
      ? bad(
          'InUsePrefixCannotBeDeleted',
          `IpPrefix ${String(prefixOf(subnet))} on Subnet ${name} has active allocations and cannot be deleted.`,
        )
      : bad(
          'InUseSubnetCannotBeDeleted',
          `Subnet ${name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
        );
  }
}

function prefixOf(subnet: unknown): string | undefined {
  return textAt(subnet, 'properties', 'addressPrefix') ?? textAt(subnet, 'properties', 'addressPrefixes', 0);
}

function usersOfSubnet(world: World, id: string, now: number): string[] {
  const machines = machinesIn(world, id, now);
  return [
    ...machines.map(({ scaleSet, instance }) => ipConfigurationId(scaleSet, instance, now)),
    ...othersIn(world, id).map((other) => other.id),
  ];
}
