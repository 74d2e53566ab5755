import { keyOf, resourceId, SCALE_SETS, type Scope } from '../ids.ts';
import { isObject, objectAt, sameJson, type JsonObject } from '../json.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { scaleSet } from '../members/scale-set.ts';
import type { ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { completeProfile } from './model-defaults.ts';
import { isGone } from './instance-state.ts';
import { completePolicies } from './set-defaults.ts';

/** The parts of a set that a PUT or PATCH may say. */
export interface ScaleSetWrite {
  location?: string;
  tags?: JsonObject;
  sku?: JsonObject;
  zones?: string[];
  extras: JsonObject;
  properties: JsonObject;
}

/** A new set as a PUT describes it; its instances are still to come. */
export function newScaleSet(
  world: World,
  scope: Scope & { name: string },
  { write, createdAt, subnet }: { write: ScaleSetWrite; createdAt: number; subnet: number },
): ScaleSetRecord {
  const key = keyOf(resourceId(scope, SCALE_SETS, scope.name));
  const uniqueId = world.chance.guid(key, 'unique', subnet);
  const sku = skuOf(write.sku, { name: 'Standard_DS1_v2', tier: 'Standard', capacity: 0 });
  const properties = completed(mergedProperties({}, write), sku.name);
  return {
    ...scope,
    key,
    location: write.location ?? 'westeurope',
    tags: write.tags ?? {},
    ...(write.zones && { zones: write.zones }),
    sku,
    extras: mergedByTable(scaleSet, {}, write.extras),
    properties,
    etag: 1,
    uniqueId,
    placementGroupId: world.chance.guid(uniqueId, 'placement'),
    createdAt,
    modelVersion: 1,
    models: { 1: objectAt(properties, 'virtualMachineProfile') },
    nextIndex: 0,
    subnet,
    operation: '',
    state: 'Creating',
    repairs: 'Running',
  };
}

/** The set with a PUT or PATCH merged in; a changed model gets a new version. */
export function mergedSet(current: ScaleSetRecord, write: ScaleSetWrite): ScaleSetRecord {
  const sku = skuOf(write.sku, current.sku);
  const properties = completed(mergedProperties(current.properties, write), sku.name);
  const profile = objectAt(properties, 'virtualMachineProfile');
  const sameModel =
    sameJson(profile, objectAt(current.properties, 'virtualMachineProfile')) && sku.name === current.sku.name;
  const modelVersion = sameModel ? current.modelVersion : current.modelVersion + 1;
  return {
    ...current,
    properties,
    sku,
    extras: mergedByTable(scaleSet, current.extras, write.extras),
    tags: write.tags ?? current.tags,
    ...(write.zones && { zones: write.zones }),
    modelVersion,
    models: { ...current.models, [modelVersion]: profile },
  };
}

/** The properties with a write over them, as the table of members has it. */
function mergedProperties(base: JsonObject, { properties }: ScaleSetWrite): JsonObject {
  return objectAt(mergedByTable(scaleSet, { properties: base }, { properties }), 'properties');
}

function completed(properties: JsonObject, size: string): JsonObject {
  const { virtualMachineProfile: profile } = properties;
  const complete = completePolicies(properties);
  if (!isObject(profile)) return complete;
  const flexible = properties.orchestrationMode === 'Flexible';
  return { ...complete, virtualMachineProfile: completeProfile(profile, { size, flexible }) };
}

function skuOf(sku: JsonObject | undefined, base: ScaleSetRecord['sku']): ScaleSetRecord['sku'] {
  const { name, tier, capacity } = sku ?? {};
  return {
    name: typeof name === 'string' ? name : base.name,
    tier: typeof tier === 'string' ? tier : base.tier,
    capacity: typeof capacity === 'number' ? capacity : base.capacity,
  };
}

/** Forgets the profiles that no instance runs any more; one that is being deleted is listed, with its disk, until it is gone. */
export function usedModels(world: World, scaleSet: ScaleSetRecord, now: number): Record<string, JsonObject> {
  const used = new Set([scaleSet.modelVersion]);
  for (const instance of world.store.instances.group(scaleSet.key))
    if (!isGone(instance, now)) for (const { version } of instance.applied) used.add(version);
  return Object.fromEntries(Object.entries(scaleSet.models).filter(([version]) => used.has(Number(version))));
}
