import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { fixedParts, type PlainKind } from '../network/plain-kinds.ts';
import { findSubnet, machinesIn, othersIn } from '../network/subnet-use.ts';
import { usersOf } from '../network/users.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { interfaceParts } from './interface-parts.ts';
import { ipConfigurationId } from './nic-body.ts';

/** A network resource that is kept as written, as GET answers it. */
export class PlainView {
  readonly etag: string;
  readonly #world: World;
  readonly #kind: PlainKind;
  readonly #record: ResourceRecord;
  readonly #now: number;

  constructor(world: World, kind: PlainKind, { record, now }: { record: ResourceRecord; now: number }) {
    this.#world = world;
    this.#kind = kind;
    this.#record = record;
    this.#now = now;
    this.etag = `W/"${world.chance.guid(record.key, record.revision)}"`;
  }

  body(): JsonObject {
    const { id, body } = this.#record;
    const { child, type } = this.#kind;
    const { properties, ...parts } = body;
    return {
      name: id.slice(id.lastIndexOf('/') + 1),
      id,
      etag: this.etag,
      type,
      ...parts,
      properties: {
        provisioningState: this.#state(),
        resourceGuid: this.#world.chance.guid(this.#record.key, 'resource'),
        ...objectAt(properties),
        ...(child && { [child.kind]: this.children() }),
        ...fixedParts(this.#kind, id),
        ...this.#computed(),
      },
    };
  }

  children(): JsonObject[] {
    const { child } = this.#kind;
    const stored = child ? listAt(this.#record.body, 'properties', child.kind).filter(isObject) : [];
    return stored.map((item) => this.#childBody(item));
  }

  child(name: string): JsonObject | undefined {
    return this.children().find((item) => textAt(item, 'name')?.toLowerCase() === name.toLowerCase());
  }

  #childBody(item: JsonObject): JsonObject {
    const { child, name: kind, type } = this.#kind;
    const name = textAt(item, 'name') ?? '';
    const id = `${this.#record.id}/${child?.kind}/${name}`;
    return {
      name,
      id,
      etag: this.etag,
      type: `${type}/${child?.kind}`,
      properties: {
        provisioningState: this.#state(),
        ...objectAt(item, 'properties'),
        ...(kind === 'virtualNetworks' && this.#members(id)),
      },
    };
  }

  /** A subnet tells of the interfaces and frontends in it; one with none says nothing. */
  #members(subnetId: string): JsonObject {
    if (!findSubnet(this.#world, subnetId)) return {};
    const machines = machinesIn(this.#world, subnetId, this.#now);
    const ids = [
      ...machines.map(({ scaleSet, instance }) => ipConfigurationId(scaleSet, instance, this.#now)),
      ...othersIn(this.#world, subnetId).map(({ id }) => id),
    ];
    return ids.length === 0 ? {} : { ipConfigurations: ids.map((id) => ({ id })) };
  }

  #computed(): JsonObject {
    const { name } = this.#kind;
    if (name === 'networkInterfaces') return interfaceParts(this.#world, this.#record, this.#now);
    if (name === 'publicIPAddresses') return this.#publicAddress();
    if (name !== 'publicIPPrefixes') return {};
    const bits = objectAt(this.#record.body, 'properties').prefixLength;
    const users = usersOf(this.#world, this.#record.id);
    return {
      ipPrefix: `20.${this.#octet('a')}.${this.#octet('b')}.0/${String(bits)}`,
      ...(users.length > 0 && { publicIPAddresses: users.map((id) => ({ id })) }),
    };
  }

  /** A static address is given at once, a dynamic one when something uses it. */
  #publicAddress(): JsonObject {
    const [user] = usersOf(this.#world, this.#record.id);
    const isStatic = textAt(this.#record.body, 'properties', 'publicIPAllocationMethod') === 'Static';
    const address = `20.${this.#octet('a')}.${this.#octet('b')}.${this.#octet('c')}`;
    return {
      ...((isStatic || user !== undefined) && { ipAddress: address }),
      ...(user !== undefined && { ipConfiguration: { id: user } }),
    };
  }

  #octet(which: string): number {
    return Math.floor(this.#world.chance.draw(this.#record.key, which) * 254) + 1;
  }

  #state(): string {
    const operation = this.#world.store.operations.get(this.#record.operation ?? '');
    return operation && operation.endsAt > this.#now ? 'Updating' : 'Succeeded';
  }
}
