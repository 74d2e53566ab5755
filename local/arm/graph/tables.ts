import { resourceId, SCALE_SETS } from '../ids.ts';
import { objectAt, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import { isListed } from '../rules/instance-state.ts';
import { isDeleted, isFlexible, stateOf } from '../rules/scale-set-state.ts';
import { SECOND } from '../times.ts';
import { InstanceBodies } from '../views/instance-body.ts';
import { scaleSetView } from '../views/scale-set-view.ts';
import { vmBody } from '../views/vm-body.ts';
import type { World } from '../world.ts';

/** The rows of a table, as old as the graph may be: up to a minute behind, by a different span for each set. */
export function tableRows(
  world: World,
  name: string,
  scope: { subscriptions: string[]; now: number },
): JsonObject[] {
  const sets = [...world.store.scaleSets.values()].filter(
    ({ subscription }) =>
      scope.subscriptions.length === 0 || scope.subscriptions.includes(subscription.toLowerCase()),
  );
  if (name === 'resources') return sets.flatMap((scaleSet) => resourceRows(world, scaleSet, scope.now));
  if (name === 'computeresources')
    return sets.flatMap((scaleSet) => instanceRows(world, scaleSet, scope.now));
  return [];
}

function resourceRows(world: World, scaleSet: ScaleSetRecord, now: number): JsonObject[] {
  const then = asOf(world, scaleSet, now);
  if (scaleSet.createdAt > then || isDeleted(world.store, scaleSet, then)) return [];
  const view = scaleSetView(scaleSet, stateOf(world.store, scaleSet, then));
  const machines = isFlexible(scaleSet) ? listedThen(world, scaleSet, then) : [];
  return [
    row(scaleSet, view, SCALE_SETS),
    ...machines.map((instance) =>
      row(
        scaleSet,
        vmBody(scaleSet, instance, { world, now: then, expand: true }),
        'Microsoft.Compute/virtualMachines',
      ),
    ),
  ];
}

function instanceRows(world: World, scaleSet: ScaleSetRecord, now: number): JsonObject[] {
  const then = asOf(world, scaleSet, now);
  if (isFlexible(scaleSet) || isDeleted(world.store, scaleSet, then)) return [];
  const bodies = new InstanceBodies(world, scaleSet, then);
  return listedThen(world, scaleSet, then).map((instance) =>
    row(scaleSet, bodies.uniform(instance, { expand: true }), `${SCALE_SETS}/virtualMachines`),
  );
}

function listedThen(world: World, scaleSet: ScaleSetRecord, then: number) {
  return [...world.store.instances.group(scaleSet.key)].filter(
    (instance) => instance.createdAt <= then && isListed(instance, then),
  );
}

/** The graph writes types and groups in lower case. */
function row(scaleSet: ScaleSetRecord, view: JsonObject, type: string): JsonObject {
  const { id, name, location, tags, sku, zones, properties } = view;
  return {
    id: id ?? resourceId(scaleSet, SCALE_SETS, scaleSet.name),
    name,
    type: type.toLowerCase(),
    tenantId: '00000000-0000-0000-0000-000000000000',
    kind: '',
    location,
    resourceGroup: scaleSet.resourceGroup.toLowerCase(),
    subscriptionId: scaleSet.subscription,
    managedBy: '',
    sku: sku ?? null,
    plan: null,
    properties: objectAt({ properties }, 'properties'),
    tags: tags ?? {},
    identity: null,
    zones: zones ?? null,
    extendedLocation: null,
  };
}

function asOf(world: World, { key, etag }: ScaleSetRecord, now: number): number {
  return now - world.chance.between(world.settings.graphLagSeconds, key, etag, 'graph') * SECOND;
}
