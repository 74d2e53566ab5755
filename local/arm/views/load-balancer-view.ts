import { textAt, listAt, objectAt, isObject, type JsonObject } from '../json.ts';
import { CHILDREN, childrenOf, type ChildKind } from '../network/load-balancer-children.ts';
import { addressesWith, interfacesInPool, type InterfaceAddress } from '../network/interfaces.ts';
import { poolMembers, type PoolMember } from '../network/members.ts';
import { natPoolRules } from '../network/nat-rules.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

const TYPE = 'Microsoft.Network/loadBalancers';
const TUNNEL_PORTS: Record<string, number> = { Internal: 10_800, External: 10_801 };

/** A load balancer as seen at one time: what was written, who is in its pools, and which rule uses what. */
export class LoadBalancerView {
  readonly #world: World;
  readonly #record: ResourceRecord;
  readonly #now: number;
  readonly #members = new Map<string, PoolMember[]>();
  readonly #etag: string;
  #rulesOfNatPools?: JsonObject[];

  constructor(world: World, record: ResourceRecord, now: number) {
    this.#world = world;
    this.#record = record;
    this.#now = now;
    this.#etag = this.#etagNow();
  }

  get etag(): string {
    return this.#etag;
  }

  get state(): string {
    const operation = this.#world.store.operations.get(this.#record.operation ?? '');
    if (operation && operation.endsAt > this.#now) return 'Updating';
    return operation?.error && operation.error.code !== 'CanceledAndSupersededDueToAnotherOperation'
      ? 'Failed'
      : 'Succeeded';
  }

  body(): JsonObject {
    const { body, id, key } = this.#record;
    const { location, tags, sku, extendedLocation } = body;
    const shown = CHILDREN.filter((kind) => kind !== 'outboundRules' || this.#isStandard());
    const children = Object.fromEntries(shown.map((kind) => [kind, this.children(kind)]));
    return {
      name: id.slice(id.lastIndexOf('/') + 1),
      id,
      etag: this.#etag,
      type: TYPE,
      location,
      tags,
      ...(extendedLocation !== undefined && { extendedLocation }),
      properties: {
        provisioningState: this.state,
        resourceGuid: this.#world.chance.guid(key, 'resource'),
        ...children,
      },
      sku,
    };
  }

  children(kind: ChildKind): JsonObject[] {
    return this.#all(kind).map((child) => this.#child(kind, child));
  }

  /** One child by name, whatever its case. */
  child(kind: ChildKind, name: string): JsonObject | undefined {
    const wanted = name.toLowerCase();
    const found = this.#all(kind).find((child) => textAt(child, 'name')?.toLowerCase() === wanted);
    return found && this.#child(kind, found);
  }

  members(pool: string): PoolMember[] {
    const id = this.#childId('backendAddressPools', pool);
    const known = this.#members.get(id);
    if (known) return known;
    const members = poolMembers(this.#world, id, this.#now);
    this.#members.set(id, members);
    return members;
  }

  /** The interfaces of their own that are in a pool. */
  interfaces(pool: string): InterfaceAddress[] {
    return interfacesInPool(this.#world, this.#childId('backendAddressPools', pool));
  }

  hasMembers(pool: string): boolean {
    return this.members(pool).length + this.interfaces(pool).length > 0;
  }

  /** What was written, and the NAT rules that NAT pools make of it. */
  #all(kind: ChildKind): JsonObject[] {
    const written = childrenOf(this.#record.body, kind);
    return kind === 'inboundNatRules' ? [...written, ...this.#natPoolRules()] : written;
  }

  #natPoolRules(): JsonObject[] {
    if (this.#rulesOfNatPools) return this.#rulesOfNatPools;
    const members = new Map<string, PoolMember>();
    for (const pool of childrenOf(this.#record.body, 'backendAddressPools'))
      for (const member of this.members(textAt(pool, 'name') ?? '')) members.set(member.id, member);
    this.#rulesOfNatPools = natPoolRules(this.#record, [...members.values()], this.#now);
    return this.#rulesOfNatPools;
  }

  #child(kind: ChildKind, child: JsonObject): JsonObject {
    const name = textAt(child, 'name') ?? '';
    const properties = {
      provisioningState: this.state,
      ...objectAt(child, 'properties'),
      ...(kind === 'backendAddressPools' && this.#poolProperties(child, name)),
      ...(kind === 'inboundNatRules' && this.#ruleTarget(name)),
      ...this.#usedBy(kind, name),
    };
    return {
      name,
      id: this.#childId(kind, name),
      etag: this.#etag,
      ...(isObject(child.zones) || Array.isArray(child.zones) ? { zones: child.zones } : {}),
      properties,
      type: `${TYPE}/${kind}`,
    };
  }

  #poolProperties(pool: JsonObject, name: string): JsonObject {
    const members = this.members(name);
    const interfaces = this.interfaces(name);
    const ids = [...members, ...interfaces].map(({ id }) => ({ id }));
    const addresses = [
      ...members.map((member) => this.#memberAddress(name, member)),
      ...interfaces.map(({ id }) => this.#interfaceAddress(name, id)),
      ...listAt(pool, 'properties', 'loadBalancerBackendAddresses').map((address) =>
        this.#ipAddress(name, address),
      ),
    ];
    return {
      ...this.#tunnels(pool),
      ...(this.#isStandard() && { loadBalancerBackendAddresses: addresses }),
      ...(ids.length > 0 && { backendIPConfigurations: ids }),
    };
  }

  /** The interface that a NAT rule leads to, which says so itself. */
  #ruleTarget(name: string): JsonObject {
    const id = this.#childId('inboundNatRules', name);
    const [target] = addressesWith(this.#world, 'loadBalancerInboundNatRules', id);
    return target ? { backendIPConfiguration: { id: target.id } } : {};
  }

  /** A tunnel that was given no port has one as soon as the gateway is done with it. */
  #tunnels(pool: JsonObject): JsonObject {
    const tunnels = listAt(pool, 'properties', 'tunnelInterfaces').filter(isObject);
    if (tunnels.length === 0 || this.state === 'Updating') return {};
    const ported = tunnels.map((tunnel) =>
      tunnel.port === 0 ? { ...tunnel, port: TUNNEL_PORTS[String(tunnel.type)] ?? 0 } : tunnel,
    );
    return { tunnelInterfaces: ported };
  }

  #memberAddress(pool: string, member: PoolMember): JsonObject {
    const ports = this.#portMapping(pool, member.instance.index);
    return this.#address(pool, member.instance.vmId, {
      networkInterfaceIPConfiguration: { id: member.id },
      ...(ports.length > 0 && { inboundNatRulesPortMapping: ports }),
    });
  }

  #interfaceAddress(pool: string, id: string): JsonObject {
    const name = this.#world.chance.guid(id.toLowerCase(), pool, 'address');
    return this.#address(pool, name, { networkInterfaceIPConfiguration: { id } });
  }

  /** A NAT rule over a pool gives each member a port of its own out of a range, by the member's number. */
  #portMapping(pool: string, index: number): JsonObject[] {
    const id = this.#childId('backendAddressPools', pool).toLowerCase();
    return childrenOf(this.#record.body, 'inboundNatRules').flatMap((rule) => {
      const { backendAddressPool, frontendPortRangeStart, backendPort } = objectAt(rule, 'properties');
      if (textAt(backendAddressPool, 'id')?.toLowerCase() !== id) return [];
      return [
        { inboundNatRuleName: rule.name, frontendPort: Number(frontendPortRangeStart) + index, backendPort },
      ];
    });
  }

  #ipAddress(pool: string, address: unknown): JsonObject {
    return this.#address(pool, textAt(address, 'name') ?? '', objectAt(address, 'properties'));
  }

  #address(pool: string, name: string, properties: JsonObject): JsonObject {
    return {
      name,
      id: `${this.#childId('backendAddressPools', pool)}/loadBalancerBackendAddresses/${name}`,
      etag: this.#etag,
      properties: { provisioningState: this.state, ...properties },
      type: `${TYPE}/backendAddressPools/loadBalancerBackendAddresses`,
    };
  }

  /** The rules that refer to a frontend, pool or probe. */
  #usedBy(kind: ChildKind, name: string): JsonObject {
    const id = this.#childId(kind, name).toLowerCase();
    const users = (
      ['loadBalancingRules', 'inboundNatRules', 'inboundNatPools', 'outboundRules'] as const
    ).flatMap((users) => {
      const ids = this.#all(users)
        .filter((child) => refersTo(child, id))
        .map((child) => ({ id: this.#childId(users, textAt(child, 'name') ?? '') }));
      return ids.length > 0 ? [[users, ids] as const] : [];
    });
    return Object.fromEntries(users);
  }

  #childId(kind: ChildKind, name: string): string {
    return `${this.#record.id}/${kind}/${name}`;
  }

  #isStandard(): boolean {
    return textAt(this.#record.body, 'sku', 'name') !== 'Basic';
  }

  /** Changes with every write, and whenever the machines behind it come, go or change power. */
  #etagNow(): string {
    const pools = childrenOf(this.#record.body, 'backendAddressPools');
    const touched = pools
      .flatMap((pool) => this.members(textAt(pool, 'name') ?? ''))
      .reduce((sum, { instance }) => sum + instance.index + 1 + instance.power.length * 1_000, 0);
    const written = pools
      .flatMap((pool) => this.interfaces(textAt(pool, 'name') ?? ''))
      .reduce((sum, { record }) => sum + record.revision * 1_000_003, touched);
    return `W/"${this.#world.chance.guid(this.#record.key, this.#record.revision, written)}"`;
  }
}

function refersTo(child: JsonObject, id: string): boolean {
  return Object.values(objectAt(child, 'properties'))
    .flat()
    .some((value) => textAt(value, 'id')?.toLowerCase() === id);
}
