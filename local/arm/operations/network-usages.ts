import { ArmError } from '../errors.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import { addressNumber, addressText, parseCidr } from '../network/cidr.ts';
import { PLAIN_KINDS, type PlainKind } from '../network/plain-kinds.ts';
import { addressesIn, RESERVED, subnetOf, usageOf, type Subnet } from '../network/subnet-use.ts';
import { inventory } from '../resources/inventory.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { requireRecord } from './plain-network.ts';

const KIND = PLAIN_KINDS.virtualNetworks as PlainKind;

/** What the limits of a subscription in a region are called, and how high they are. */
const LIMITS: Array<[type: string, value: string, name: string, limit: number]> = [
  ['virtualnetworks', 'VirtualNetworks', 'Virtual Networks', 1_000],
  ['publicipaddresses', 'PublicIPAddresses', 'Public IP Addresses', 1_000],
  ['publicipprefixes', 'PublicIpPrefixes', 'Public Ip Prefixes', 100],
  ['networksecuritygroups', 'NetworkSecurityGroups', 'Network Security Groups', 5_000],
  ['loadbalancers', 'LoadBalancers', 'Load Balancers', 1_000],
  ['networkinterfaces', 'NetworkInterfaces', 'Network Interfaces', 65_536],
];

/** What a subscription has of each kind in a region. */
export function listNetworkUsages(world: World, request: ArmRequest): ArmResponse {
  const [subscription, location] = [param(request, 'subscription'), param(request, 'location')];
  const all = inventory(world, `/subscriptions/${subscription}/`, request.now).filter(
    (item) => item.location?.toLowerCase() === location.toLowerCase(),
  );
  const path = `/subscriptions/${subscription}/providers/Microsoft.Network/locations/${location}/usages`;
  return ok({
    value: LIMITS.map(([type, value, localizedValue, limit]) => ({
      id: `${path}/${value}`,
      currentValue: all.filter(
        ({ resourceType }) => resourceType.toLowerCase() === `microsoft.network/${type}`,
      ).length,
      limit,
      unit: 'Count',
      name: { value, localizedValue },
    })),
  });
}

/** How full each subnet of a network is. */
export function listSubnetUsages(world: World, request: ArmRequest): ArmResponse {
  const subnets = subnetsOf(requireRecord(world, request, KIND));
  return ok({
    value: subnets.map((subnet): JsonObject => {
      const { used, limit } = usageOf(world, subnet, request.now);
      const name = { localizedValue: 'Subnet size and usage', value: 'SubnetSpace' };
      return { currentValue: used, id: subnet.id, limit, name, unit: 'Count' };
    }),
  });
}

/** Whether an address is free; up to five free ones when it is not. */
export function checkAddress(world: World, request: ArmRequest): ArmResponse {
  const record = requireRecord(world, request, KIND);
  const asked = addressNumber(queryOption(request, 'ipAddress') ?? '');
  const subnets = subnetsOf(record);
  const subnet = subnets.find(
    ({ block }) => asked !== undefined && asked >= block.first && asked < block.first + block.size,
  );
  if (asked === undefined || !subnet) throw outside(record, queryOption(request, 'ipAddress') ?? '');
  const taken = addressesIn(world, subnet, request.now);
  const offset = asked - subnet.block.first;
  const reserved = offset < RESERVED.first || offset >= subnet.block.size - RESERVED.last;
  if (!reserved && !taken.has(asked)) return ok({ available: true, isPlatformReserved: false });
  return ok({ available: false, availableIPAddresses: free(subnet, taken), isPlatformReserved: reserved });
}

function free({ block }: Subnet, taken: Set<number>): string[] {
  const found: string[] = [];
  const last = block.first + block.size - RESERVED.last;
  for (let address = block.first + RESERVED.first; address < last && found.length < 5; address++)
    if (!taken.has(address)) found.push(addressText(address));
  return found;
}

function subnetsOf(record: ResourceRecord): Subnet[] {
  return listAt(record.body, 'properties', 'subnets')
    .filter(isObject)
    .flatMap((subnet) => subnetOf(record.id, subnet) ?? []);
}

function outside(record: ResourceRecord, address: string): ArmError {
  const inSpace = listAt(record.body, 'properties', 'addressSpace', 'addressPrefixes').some((prefix) => {
    const block = parseCidr(String(prefix));
    const number = addressNumber(address);
    return block && number !== undefined && number >= block.first && number < block.first + block.size;
  });
  const what = inSpace ? 'subnets' : 'address space';
  return new ArmError(
    400,
    'PrivateIPAddressNotInAnySubnet',
    `IP address ${address} does not belong to the ${what} of virtual network ${textAt({ id: record.id }, 'id')}.`,
  );
}
