import { conflict, invalidParameter, resourceNotFound } from '../errors.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { plainMachines } from '../rules/plain-machines.ts';
import { isDeleted, isFlexible } from '../rules/scale-set-state.ts';
import { deleteInstances } from '../rules/resize.ts';
import { plainMachineBody } from '../views/plain-machine.ts';
import { vmBody, vmView } from '../views/vm-body.ts';
import type { World } from '../world.ts';
import { acceptedAction } from './async-answers.ts';
import { listedInstances, requireVirtualMachine, scaleSetById } from './finding.ts';
import { page } from './paging.ts';
import { beginVmOperation } from './vm-operation.ts';
import { wantsInstanceView, wantsUserData } from './read-instances.ts';

/** Virtual machines of a resource group; `$filter` by scale set is how a Flexible set is listed. */
export function listVirtualMachines(world: World, request: ArmRequest): ArmResponse {
  const group = param(request, 'resourceGroup').toLowerCase();
  const sets = setsAsked(world, request).filter(({ resourceGroup }) => resourceGroup.toLowerCase() === group);
  return list(world, request, { sets, size: Number.MAX_SAFE_INTEGER });
}

export function listAllVirtualMachines(world: World, request: ArmRequest): ArmResponse {
  return list(world, request, {
    sets: setsAsked(world, request),
    size: world.settings.pageSizes.subscriptionWide,
  });
}

export function getVirtualMachine(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireVirtualMachine(world, request);
  const body = vmBody(scaleSet, instance, {
    world,
    now: request.now,
    expand: wantsInstanceView(request),
    userData: wantsUserData(request),
  });
  return ok(body, { etag: `"${instance.etag}"` });
}

export function getVirtualMachineView(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireVirtualMachine(world, request);
  return ok(vmView(scaleSet, instance, { world, now: request.now }));
}

/** DELETE of a Flexible set's machine: the set's capacity falls with it. */
export function deleteVirtualMachine(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireVirtualMachine(world, request);
  if (instance.deletingAt !== undefined) throw conflict();
  const endsAt = deleteInstances(world, [instance], request.now);
  const capacity = Math.max(0, scaleSet.sku.capacity - 1);
  world.store.scaleSets.put({ ...scaleSet, sku: { ...scaleSet.sku, capacity }, etag: scaleSet.etag + 1 });
  const operation = beginVmOperation(world, request, { scaleSet, instance, endsAt, action: 'delete' });
  return acceptedAction(request, operation);
}

interface Listed {
  key: string;
  view: (facts: { now: number; expand: boolean }) => JsonObject;
}

function list(
  world: World,
  request: ArmRequest,
  { sets, size }: { sets: ScaleSetRecord[]; size: number },
): ArmResponse {
  const expand = wantsInstanceView(request);
  const listed = sets.flatMap((scaleSet) =>
    listedInstances(world, scaleSet, request.now).map((instance): Listed => ({
      key: instance.key,
      view: (facts) => upperCased({ scaleSet, instance }, { world, ...facts }),
    })),
  );
  return page(request, [...listed, ...plainOnes(world, request)], {
    size,
    view: ({ view }) => view({ now: request.now, expand }),
  });
}

/** Machines outside of scale sets, which no filter by set finds. */
function plainOnes(world: World, request: ArmRequest): Listed[] {
  if (queryOption(request, '$filter')?.trim()) return [];
  const { resourceGroup } = request.params;
  const scope = `/subscriptions/${param(request, 'subscription')}/resourceGroups/`;
  const prefix = keyOf(resourceGroup === undefined ? scope : `${scope}${resourceGroup}/`);
  return plainMachines(world, request.now)
    .filter(({ record }) => record.key.startsWith(prefix))
    .map((machine) => ({ key: machine.record.key, view: (facts) => plainMachineBody(machine, facts) }));
}

/** Listed ids carry the resource group in upper case, as they do on the wire. */
function upperCased(
  { scaleSet, instance }: { scaleSet: ScaleSetRecord; instance: InstanceRecord },
  facts: { world: World; now: number; expand: boolean },
): JsonObject {
  const upper = { ...scaleSet, resourceGroup: scaleSet.resourceGroup.toUpperCase() };
  const { id, properties } = vmBody(upper, instance, facts);
  const body = vmBody(scaleSet, instance, facts);
  const { virtualMachineScaleSet } = properties as JsonObject;
  return { ...body, id, properties: { ...(body.properties as JsonObject), virtualMachineScaleSet } };
}

/** The one set the filter names, or all Flexible ones of the subscription. */
function setsAsked(world: World, request: ArmRequest): ScaleSetRecord[] {
  const filter = queryOption(request, '$filter')?.trim();
  if (filter) return [scaleSetOfFilter(world, filter, request)].filter(isFlexible);
  const subscription = param(request, 'subscription').toLowerCase();
  return [...world.store.scaleSets.values()].filter(
    (scaleSet) =>
      isFlexible(scaleSet) &&
      scaleSet.subscription.toLowerCase() === subscription &&
      !isDeleted(world.store, scaleSet, request.now),
  );
}

function scaleSetOfFilter(world: World, filter: string, request: ArmRequest): ScaleSetRecord {
  const id = /^'?virtualMachineScaleSet\/id'? eq '([^']+)'$/i.exec(filter)?.[1];
  if (id === undefined) throw invalidParameter(`The filter '${filter}' is not supported.`, '$filter');
  const scaleSet = scaleSetById(world, id, request.now);
  if (scaleSet) return scaleSet;
  const [resourceGroup = '', name = ''] = [id.split('/')[4], id.split('/').at(-1)];
  throw resourceNotFound('Microsoft.Compute/virtualMachineScaleSets', name, resourceGroup);
}
