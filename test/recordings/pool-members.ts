import { listAt, objectAt, textAt, type JsonObject } from '../../local/arm/json.ts';
import type { Exchange } from './recording.ts';
import type { Starting } from './starting.ts';
import { targetOf } from './target.ts';
import { unknownSet } from './unknown-set.ts';

const OF_A_SET =
  /^(.*\/virtualMachineScaleSets\/[^/]+)\/virtualMachines\/([^/]+)\/networkInterfaces\/([^/]+)\/ipConfigurations\/([^/]+)$/i;
const OF_ITS_OWN =
  /^(.*\/providers\/Microsoft\.Network\/networkInterfaces\/[^/]+)\/ipConfigurations\/([^/]+)$/i;

/** What a load balancer shows to be in one of its pools, or behind one of its NAT rules. */
interface Membership {
  /** Id of the IP configuration. */
  member: string;
  list: 'loadBalancerBackendAddressPools' | 'loadBalancerInboundNatRules';
  /** Id of the pool or rule. */
  of: string;
  location: unknown;
}

/** The interfaces and scale sets that a recording shows only as members of load balancers; `known`: ids of sets it shows. */
export function poolMembers(exchanges: Exchange[], known: string[]): Starting[] {
  return [...interfaces(exchanges), ...scaleSets(exchanges, known)];
}

/** An interface is written anew whenever a load balancer shows it somewhere else than before. */
function interfaces(exchanges: Exchange[]): Starting[] {
  // Interfaces of Flexible machines look alike, and come with their sets.
  if (JSON.stringify(exchanges).includes('"orchestrationMode":"Flexible"')) return [];
  const last = new Map<string, string>();
  return exchanges.flatMap((exchange, from) =>
    bodiesOf(membershipsIn(exchange)).flatMap(([id, body]) => {
      const text = JSON.stringify(body);
      if (last.get(id) === text) return [];
      last.set(id, text);
      return [{ id, body, apiVersion: targetOf('GET', exchange.url).apiVersion, from, creating: false }];
    }),
  );
}

function bodiesOf(memberships: Membership[]): Array<[id: string, body: JsonObject]> {
  const found = new Map<string, Membership[]>();
  for (const membership of memberships) {
    const [, nic] = OF_ITS_OWN.exec(membership.member) ?? [];
    if (nic !== undefined) found.set(nic, [...(found.get(nic) ?? []), membership]);
  }
  return [...found].map(([nic, all]) => [nic, interfaceBody(all)]);
}

function interfaceBody(memberships: Membership[]): JsonObject {
  const names = [...new Set(memberships.map(({ member }) => OF_ITS_OWN.exec(member)?.[2] ?? ''))];
  const ipConfigurations = names.map((name) => ({
    name,
    properties: listsOf(memberships.filter(({ member }) => member.endsWith(`/${name}`))),
  }));
  return { location: memberships[0]?.location, properties: { ipConfigurations } };
}

function listsOf(memberships: Membership[]): JsonObject {
  const lists: Record<string, JsonObject[]> = {};
  for (const { list, of } of memberships) lists[list] = [...(lists[list] ?? []), { id: of }];
  return lists;
}

/** A set of which nothing but members is shown has just as many machines. */
function scaleSets(exchanges: Exchange[], known: string[]): Starting[] {
  const found = new Map<string, { memberships: Membership[]; apiVersion: string }>();
  for (const exchange of exchanges)
    for (const membership of membershipsIn(exchange)) {
      const [, id = ''] = OF_A_SET.exec(membership.member) ?? [];
      if (id === '' || known.includes(id.toLowerCase()) || isAskedFor(exchanges, id)) continue;
      const { apiVersion } = targetOf('GET', exchange.url);
      const { memberships = [] } = found.get(id) ?? {};
      found.set(id, { memberships: [...memberships, membership], apiVersion });
    }
  return [...found].map(([id, { memberships, apiVersion }]) => ({
    id,
    body: setBody(exchanges, memberships),
    apiVersion,
    from: 0,
    creating: false,
  }));
}

function isAskedFor(exchanges: Exchange[], id: string): boolean {
  return exchanges.some(({ method, url }) => targetOf(method, url).resource === id.toLowerCase());
}

function setBody(exchanges: Exchange[], memberships: Membership[]): JsonObject {
  const parts = memberships.map(({ member }) => OF_A_SET.exec(member) ?? []);
  const machines = new Set(parts.map(([, , machine]) => machine));
  const [, , , name = 'nic', ip = 'ip'] = parts[0] ?? [];
  const pools = new Set(
    memberships.flatMap(({ list, of }) => (list === 'loadBalancerBackendAddressPools' ? [of] : [])),
  );
  const loadBalancerBackendAddressPools = [...pools].map((id) => ({ id }));
  const ipConfigurations = [{ name: ip, properties: { loadBalancerBackendAddressPools } }];
  const networkInterfaceConfigurations = [{ name, properties: { primary: true, ipConfigurations } }];
  const set = unknownSet(exchanges, machines.size);
  const properties = objectAt(set, 'properties');
  const profile = objectAt(properties, 'virtualMachineProfile');
  const virtualMachineProfile = { ...profile, networkProfile: { networkInterfaceConfigurations } };
  return {
    ...set,
    location: memberships[0]?.location,
    properties: { ...properties, overprovision: false, virtualMachineProfile },
  };
}

function membershipsIn({ url, responseBody }: Exchange): Membership[] {
  if (!/\/loadBalancers(\/[^/?]+)?(\?|$)/i.test(url)) return [];
  const balancers = Array.isArray(objectAt(responseBody).value)
    ? listAt(responseBody, 'value')
    : [objectAt(responseBody)];
  return balancers.flatMap((balancer) => [
    ...listAt(balancer, 'properties', 'backendAddressPools').flatMap((pool) =>
      listAt(pool, 'properties', 'backendIPConfigurations').map((member): Membership => ({
        ...between(member, pool),
        list: 'loadBalancerBackendAddressPools',
        location: textAt(balancer, 'location'),
      })),
    ),
    ...listAt(balancer, 'properties', 'inboundNatRules')
      .filter((rule) => textAt(rule, 'properties', 'backendIPConfiguration', 'id') !== undefined)
      .map((rule): Membership => ({
        ...between(objectAt(rule, 'properties', 'backendIPConfiguration'), rule),
        list: 'loadBalancerInboundNatRules',
        location: textAt(balancer, 'location'),
      })),
  ]);
}

function between(member: unknown, child: unknown): { member: string; of: string } {
  return { member: textAt(member, 'id') ?? '', of: textAt(child, 'id') ?? '' };
}
