import { resourceId, SCALE_SETS, VIRTUAL_MACHINES } from '../ids.ts';
import { objectAt, textAt, type JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { isListed } from '../rules/instance-state.ts';
import { isDeleted, isFlexible } from '../rules/scale-set-state.ts';
import { armTime } from '../times.ts';
import { flexibleNicId, nicConfiguration } from '../views/nic-body.ts';
import type { World } from '../world.ts';
import type { Filtered } from './filter.ts';

/** A resource in short, as the front door lists it. */
export interface Item extends Filtered {
  key: string;
  id: string;
  resourceType: string;
  resourceGroup: string;
  /** The parts that a listing repeats: sku, zones, identity, ... */
  parts: JsonObject;
  createdAt?: number;
}

const REPEATED = ['sku', 'kind', 'plan', 'identity', 'zones', 'managedBy', 'extendedLocation'];
/** Kept in the store, and no resources of their own for the front door. */
const HIDDEN = /^microsoft\.(resources|authorization)\/|\/lifecyclehookevents$/i;

/** Every resource under a subscription or a group, in the order of their ids. */
export function inventory(world: World, prefix: string, now: number): Item[] {
  const below = prefix.toLowerCase();
  const items: Item[] = [];
  for (const record of world.store.resources.values())
    if (record.key.startsWith(below) && !HIDDEN.test(record.type)) items.push(itemOf(record.id, record.body));
  for (const scaleSet of world.store.scaleSets.values())
    if (scaleSet.key.startsWith(below) && !isDeleted(world.store, scaleSet, now))
      items.push(...setItems(world, scaleSet, now));
  return items.sort((a, b) => (a.key < b.key ? -1 : 1));
}

export function itemBody({ id, name, resourceType, location, tags, parts, createdAt }: Item): JsonObject {
  return {
    id,
    name,
    type: resourceType,
    ...(location !== undefined && { location }),
    tags,
    ...parts,
    ...(createdAt !== undefined && { createdTime: armTime(createdAt) }),
  };
}

function setItems(world: World, scaleSet: ScaleSetRecord, now: number): Item[] {
  const { name, location, tags, sku, zones, extras, createdAt } = scaleSet;
  const body = { location, tags, sku, ...(zones && { zones }), ...extras };
  const own = { ...itemOf(resourceId(scaleSet, SCALE_SETS, name), body), createdAt };
  if (!isFlexible(scaleSet)) return [own];
  const machines = [...world.store.instances.group(scaleSet.key)].filter((instance) =>
    isListed(instance, now),
  );
  return [own, ...machines.flatMap((instance) => machineItems(scaleSet, instance, now))];
}

/** The machines of a Flexible set are resources, and so are their interfaces. */
function machineItems(scaleSet: ScaleSetRecord, instance: InstanceRecord, now: number): Item[] {
  const { location, tags } = scaleSet;
  const zones = instance.zone === undefined ? {} : { zones: [instance.zone] };
  const nic = textAt(nicConfiguration(scaleSet, instance, now), 'name') ?? 'nic';
  const machine = itemOf(resourceId(scaleSet, VIRTUAL_MACHINES, instance.id), {
    location,
    tags: instance.tags ?? tags,
    ...zones,
  });
  const card = itemOf(flexibleNicId(scaleSet, instance, nic), { location, tags: {} });
  return [machine, card].map((item) => ({ ...item, createdAt: instance.createdAt }));
}

/** Type and name of a child have all their parts: `galleries/images` and `demo/web`. */
export function itemOf(id: string, body: JsonObject): Item {
  const [, , , , resourceGroup = '', , provider = '', ...path] = id.split('/');
  const type = path.filter((_, index) => index % 2 === 0).join('/');
  const name = path.filter((_, index) => index % 2 === 1).join('/');
  const parts = REPEATED.flatMap((part) => (body[part] === undefined ? [] : [[part, body[part]]]));
  return {
    key: id.toLowerCase(),
    id,
    name,
    resourceType: `${provider}/${type}`,
    resourceGroup,
    ...(typeof body.location === 'string' && { location: body.location }),
    tags: objectAt(body, 'tags'),
    parts: Object.fromEntries(parts) as JsonObject,
  };
}
