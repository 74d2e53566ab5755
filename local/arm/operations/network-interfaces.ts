import { entityNotFound, resourceNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf } from '../ids.ts';
import { textAt, type JsonObject } from '../json.ts';
import { INTERFACE_KIND, INTERFACES } from '../network/interfaces.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { isAbsent } from '../rules/instance-state.ts';
import { isDeleted, isFlexible } from '../rules/scale-set-state.ts';
import { flexibleNicId, nicBody, nicConfiguration } from '../views/nic-body.ts';
import { PlainView } from '../views/plain-view.ts';
import type { World } from '../world.ts';
import { instanceById, requireScaleSet } from './finding.ts';
import { page } from './paging.ts';

/** All interfaces of a Uniform set, those of discarded instances included. */
export function listScaleSetNics(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const present = isFlexible(scaleSet) ? [] : attached(world, scaleSet, request.now);
  return page(request, present, {
    size: world.settings.pageSizes.networkInterfaces,
    view: (instance) => nicBody(scaleSet, instance, { now: request.now, flexible: false }),
  });
}

export function listInstanceNics(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireAttached(world, request);
  return ok({ value: [nicBody(scaleSet, instance, { now: request.now, flexible: false })] });
}

export function getInstanceNic(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireAttached(world, request);
  const body = nicBody(scaleSet, instance, { now: request.now, flexible: false });
  if (String(body.name).toLowerCase() !== param(request, 'nic').toLowerCase()) throw entityNotFound();
  return ok(body, { etag: String(body.etag) });
}

interface Nic {
  key: string;
  body: () => JsonObject;
}

/** Interfaces of Flexible machines, and those that were written by themselves. */
export function listNics(world: World, request: ArmRequest): ArmResponse {
  return page(request, [...flexibleNics(world, request), ...storedNics(world, request)], {
    size: world.settings.pageSizes.networkInterfaces,
    view: ({ body }) => body(),
  });
}

export function getNic(world: World, request: ArmRequest): ArmResponse {
  const name = param(request, 'name').toLowerCase();
  const nics = [...storedNics(world, request), ...flexibleNics(world, request)];
  const found = nics.find(({ key }) => key.endsWith(`/${name}`));
  if (!found) throw resourceNotFound(INTERFACES, param(request, 'name'), param(request, 'resourceGroup'));
  const body = found.body();
  return ok(body, { etag: String(body.etag) });
}

function storedNics(world: World, request: ArmRequest): Nic[] {
  const { resourceGroup = '' } = request.params;
  const scope = `/subscriptions/${param(request, 'subscription')}/resourceGroups/${resourceGroup}`;
  const prefix = keyOf(resourceGroup === '' ? scope : `${scope}/`);
  return [...world.store.resources.group(INTERFACES)]
    .filter(({ key }) => key.startsWith(prefix))
    .map((record) => ({
      key: record.key,
      body: () => new PlainView(world, INTERFACE_KIND, { record, now: request.now }).body(),
    }));
}

/** Instances the network side still knows, in the order of their ids. */
export function attached(world: World, scaleSet: ScaleSetRecord, now: number): InstanceRecord[] {
  const present: InstanceRecord[] = [];
  for (const instance of world.store.instances.group(scaleSet.key))
    if (!isAbsent(instance, now)) present.push(instance);
  return present.sort((a, b) => a.index - b.index);
}

/** An instance that the network side still knows. */
export function requireAttached(
  world: World,
  request: ArmRequest,
): { scaleSet: ScaleSetRecord; instance: InstanceRecord } {
  const scaleSet = requireScaleSet(world, request);
  const instance = instanceById(world, scaleSet, param(request, 'instance'));
  if (!instance || isAbsent(instance, request.now)) throw entityNotFound();
  return { scaleSet, instance };
}

function flexibleNics(world: World, request: ArmRequest): Nic[] {
  const subscription = param(request, 'subscription').toLowerCase();
  const group = request.params.resourceGroup?.toLowerCase();
  const sets = [...world.store.scaleSets.values()].filter(
    (scaleSet) =>
      isFlexible(scaleSet) &&
      scaleSet.subscription.toLowerCase() === subscription &&
      (group === undefined || scaleSet.resourceGroup.toLowerCase() === group) &&
      !isDeleted(world.store, scaleSet, request.now),
  );
  return sets.flatMap((scaleSet) =>
    attached(world, scaleSet, request.now).map((instance) => ({
      key: nicKey(scaleSet, instance, nicConfiguration(scaleSet, instance, request.now)),
      body: () => nicBody(scaleSet, instance, { now: request.now, flexible: true }),
    })),
  );
}

function nicKey(scaleSet: ScaleSetRecord, instance: InstanceRecord, configuration: JsonObject): string {
  return flexibleNicId(scaleSet, instance, textAt(configuration, 'name') ?? 'nic').toLowerCase();
}
