import { keyOf, requireId, resourceId, VIRTUAL_MACHINES } from '../ids.ts';
import { isObject, listAt, numberAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { storedLoadBalancer } from '../network/load-balancer-children.ts';
import type { InstanceRecord, PowerState, ScaleSetRecord } from '../records.ts';
import { ensureGroup } from '../resources/groups.ts';
import { newInstance } from '../rules/new-instance.ts';
import type { World } from '../world.ts';

const COMPUTED = ['provisioningState', 'uniqueId', 'timeCreated'];
const HOUR = 3_600_000;

/** What a real service has answered about a set. */
export interface AdoptedSet {
  /** As GET of the set. */
  body: JsonObject;
  /** Items of its list of instances. */
  instances: JsonObject[];
  /** Ids of instances that over-provisioning has discarded and the network side still shows. */
  surplus?: string[];
}

/** Takes over a set and its instances, settled an hour ago unless the set says it still works. Returns its id. */
export function adoptScaleSet(world: World, { body, instances, surplus = [] }: AdoptedSet): string {
  const id = textAt(body, 'id') ?? '';
  const now = world.clock.now();
  const scaleSet = adoptedSet(world, { body, id, now });
  ensureGroup(world, scaleSet, scaleSet.location);
  const kept = instances.map((instance, index) => adoptInstance(world, scaleSet, { instance, index, now }));
  const discarded = surplus.map((instanceId, index) => ({
    ...adoptInstance(world, scaleSet, { instance: { instanceId }, index, now }),
    surplusAt: now - HOUR,
    goneAt: now + 240 * HOUR,
  }));
  const adopted = [...kept, ...discarded];
  adopted.forEach((instance) => world.store.instances.put(instance));
  const nextIndex = Math.max(0, ...adopted.map(({ index }) => index + 1));
  world.store.scaleSets.put({ ...scaleSet, nextIndex, ...stillWorking(world, scaleSet, body) });
  return id;
}

function adoptedSet(
  world: World,
  { body, id, now }: { body: JsonObject; id: string; now: number },
): ScaleSetRecord {
  const { type: _, ...scope } = requireId(id);
  const properties = modelOf(body);
  const profile = objectAt(properties, 'virtualMachineProfile');
  return {
    ...scope,
    key: keyOf(id),
    location: textAt(body, 'location') ?? 'westeurope',
    tags: objectAt(body, 'tags'),
    ...(Array.isArray(body.zones) && { zones: body.zones.map(String) }),
    sku: skuOf(body),
    extras: echoed(body),
    properties,
    etag: etagOf(body),
    uniqueId: textAt(body, 'properties', 'uniqueId') ?? world.chance.guid(id),
    placementGroupId: world.chance.guid(id, 'placement'),
    createdAt: Date.parse(textAt(body, 'properties', 'timeCreated') ?? '') || now - HOUR,
    modelVersion: 2,
    models: { 1: profile, 2: profile },
    nextIndex: 0,
    subnet: world.store.next('subnets'),
    operation: '',
    state: 'Creating',
    repairs: 'Running',
  };
}

function modelOf(body: JsonObject): JsonObject {
  const properties = without(objectAt(body, 'properties'), ...COMPUTED);
  const { virtualMachineProfile: profile } = properties;
  return isObject(profile)
    ? { ...properties, virtualMachineProfile: without(profile, 'timeCreated') }
    : properties;
}

/** A set that was read while it was being created or updated gets there within ten minutes. */
function stillWorking(
  world: World,
  { key, subscription, location }: ScaleSetRecord,
  body: JsonObject,
): Pick<ScaleSetRecord, 'operation' | 'state'> | undefined {
  const state = textAt(body, 'properties', 'provisioningState');
  if (state !== 'Creating' && state !== 'Updating') return undefined;
  const operation = world.chance.guid('adopted', key);
  const now = world.clock.now();
  world.store.operations.put({
    key: operation,
    provider: 'Microsoft.Compute',
    subscription,
    location,
    target: key,
    startedAt: now,
    endsAt: now + HOUR / 6,
    kind: 'Write',
    monitorStatus: 200,
  });
  return { operation, state };
}

/** Takes over a load balancer as GET has answered it. */
export function adoptLoadBalancer(world: World, body: JsonObject): string {
  const id = textAt(body, 'id') ?? '';
  const type = 'Microsoft.Network/loadBalancers';
  ensureGroup(world, requireId(id), textAt(body, 'location'));
  world.store.resources.put({ key: keyOf(id), id, type, body: storedLoadBalancer(body), revision: 1 });
  return id;
}

function adoptInstance(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, index, now }: { instance: JsonObject; index: number; now: number },
): InstanceRecord {
  const id = textAt(instance, 'instanceId') ?? textAt(instance, 'name') ?? String(index);
  const uniform = /^\d+$/.test(id);
  const at = now - HOUR;
  const fresh = newInstance(world, scaleSet, {
    index: uniform ? Number(id) : index,
    now: at,
    provisionedAt: at,
  });
  const properties = objectAt(instance, 'properties');
  const power = powerOf(instance);
  return {
    ...fresh,
    id,
    key: uniform
      ? `${scaleSet.key}/virtualmachines/${id}`
      : keyOf(resourceId(scaleSet, VIRTUAL_MACHINES, id)),
    vmId: textAt(properties, 'vmId') ?? fresh.vmId,
    computerName: textAt(properties, 'osProfile', 'computerName') ?? fresh.computerName,
    etag: etagOf(instance),
    applied: [{ version: properties.latestModelApplied === false ? 1 : 2, at }],
    ...(power && { power: [{ state: power, at }] }),
    ...(isObject(properties.protectionPolicy) && { protection: properties.protectionPolicy }),
  };
}

function etagOf(body: JsonObject): number {
  return Number(/\d+/.exec(textAt(body, 'etag') ?? '')?.[0] ?? 1);
}

function skuOf(body: JsonObject): ScaleSetRecord['sku'] {
  return {
    name: textAt(body, 'sku', 'name') ?? 'Standard_DS1_v2',
    tier: textAt(body, 'sku', 'tier') ?? 'Standard',
    capacity: numberAt(body, 'sku', 'capacity') ?? 0,
  };
}

function echoed(body: JsonObject): JsonObject {
  return Object.fromEntries(
    ['identity', 'plan'].flatMap((name) => (name in body ? [[name, body[name]]] : [])),
  );
}

function powerOf(instance: JsonObject): PowerState | undefined {
  const codes = listAt(instance, 'properties', 'instanceView', 'statuses').map((status) =>
    textAt(status, 'code'),
  );
  const code = codes.find((text) => text?.startsWith('PowerState/'));
  return code?.slice('PowerState/'.length) as PowerState | undefined;
}
