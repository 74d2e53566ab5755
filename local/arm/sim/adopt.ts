import { parseId } from '../ids.ts';
import { keyOf } from '../ids.ts';
import { isObject, listAt, numberAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { storedLoadBalancer } from '../network/load-balancer-children.ts';
import type { InstanceRecord, PowerState, ScaleSetRecord } from '../records.ts';
import { newInstance } from '../rules/new-instance.ts';
import type { World } from '../world.ts';

const COMPUTED = ['provisioningState', 'uniqueId', 'timeCreated'];
const HOUR = 3_600_000;

/** Takes over a set as GET has answered it, and its instances as their list has; all of it settled an hour ago. Returns its id. */
export function adoptScaleSet(world: World, body: JsonObject, instances: JsonObject[]): string {
  const id = textAt(body, 'id') ?? '';
  const scope = parseId(id);
  if (!scope) throw new Error(`not the body of a scale set: ${id}`);
  const { subscription, resourceGroup, name } = scope;
  const now = world.clock.now();
  const profile = without(objectAt(body, 'properties', 'virtualMachineProfile'), 'timeCreated');
  const modelled = isObject(objectAt(body, 'properties').virtualMachineProfile);
  const scaleSet: ScaleSetRecord = {
    key: keyOf(id),
    subscription,
    resourceGroup,
    name,
    location: textAt(body, 'location') ?? 'westeurope',
    tags: objectAt(body, 'tags'),
    ...(Array.isArray(body.zones) && { zones: body.zones.map(String) }),
    sku: skuOf(body),
    extras: echoed(body),
    properties: {
      ...without(objectAt(body, 'properties'), ...COMPUTED),
      ...(modelled && { virtualMachineProfile: profile }),
    },
    etag: Number(/\d+/.exec(textAt(body, 'etag') ?? '')?.[0] ?? 1),
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
  const adopted = instances.map((instance, index) =>
    adoptInstance(world, scaleSet, { instance, index, now }),
  );
  adopted.forEach((instance) => world.store.instances.put(instance));
  const nextIndex = Math.max(0, ...adopted.map(({ index }) => index + 1));
  world.store.scaleSets.put({ ...scaleSet, nextIndex });
  return id;
}

/** Takes over a load balancer as GET has answered it. */
export function adoptLoadBalancer(world: World, body: JsonObject): string {
  const id = textAt(body, 'id') ?? '';
  const type = 'Microsoft.Network/loadBalancers';
  world.store.resources.put({ key: keyOf(id), id, type, body: storedLoadBalancer(body), revision: 1 });
  return id;
}

function adoptInstance(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, index, now }: { instance: JsonObject; index: number; now: number },
): InstanceRecord {
  const id = textAt(instance, 'instanceId') ?? textAt(instance, 'name') ?? String(index);
  const number = /^\d+$/.test(id) ? Number(id) : index;
  const fresh = newInstance(world, scaleSet, { index: number, now: now - HOUR, provisionedAt: now - HOUR });
  const { properties } = instance;
  const machine = `/subscriptions/${scaleSet.subscription}/resourceGroups/${scaleSet.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${id}`;
  const power = powerOf(instance);
  const protection = objectAt(properties).protectionPolicy;
  return {
    ...fresh,
    id,
    key: /^\d+$/.test(id) ? `${scaleSet.key}/virtualmachines/${id}` : keyOf(machine),
    vmId: textAt(properties, 'vmId') ?? fresh.vmId,
    computerName: textAt(properties, 'osProfile', 'computerName') ?? fresh.computerName,
    etag: Number(/\d+/.exec(textAt(instance, 'etag') ?? '')?.[0] ?? 1),
    applied: [{ version: objectAt(properties).latestModelApplied === false ? 1 : 2, at: now - HOUR }],
    ...(power && { power: [{ state: power, at: now - HOUR }] }),
    ...(isObject(protection) && { protection }),
  };
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
