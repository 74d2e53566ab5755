import { entityNotFound, resourceNotFound } from '../errors.ts';
import { param, type ArmRequest } from '../http/messages.ts';
import { keyOf, resourceId, SCALE_SETS, scopeOf, VIRTUAL_MACHINES } from '../ids.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { isGone, isListed } from '../rules/instance-state.ts';
import { isDeleted } from '../rules/scale-set-state.ts';
import type { World } from '../world.ts';

/** The set a request's path names, or undefined when there is none (any more). */
export function findScaleSet(world: World, request: ArmRequest): ScaleSetRecord | undefined {
  return scaleSetById(
    world,
    resourceId(scopeOf(request), SCALE_SETS, param(request, 'scaleSet')),
    request.now,
  );
}

export function scaleSetById(world: World, id: string, now: number): ScaleSetRecord | undefined {
  const scaleSet = world.store.scaleSets.get(keyOf(id));
  return scaleSet && !isDeleted(world.store, scaleSet, now) ? scaleSet : undefined;
}

export function requireScaleSet(world: World, request: ArmRequest): ScaleSetRecord {
  const scaleSet = findScaleSet(world, request);
  if (scaleSet) return scaleSet;
  throw resourceNotFound(SCALE_SETS, param(request, 'scaleSet'), param(request, 'resourceGroup'));
}

/** The instance a path names, with its set; hidden surplus is not found. */
export function requireInstance(
  world: World,
  request: ArmRequest,
): { scaleSet: ScaleSetRecord; instance: InstanceRecord } {
  const scaleSet = requireScaleSet(world, request);
  const instance = instanceById(world, scaleSet, param(request, 'instance'));
  if (!instance || !isListed(instance, request.now)) throw entityNotFound();
  return { scaleSet, instance };
}

/** An instance of a set by its id (Uniform) or name (Flexible), whatever its state. */
export function instanceById(world: World, scaleSet: ScaleSetRecord, id: string): InstanceRecord | undefined {
  const uniform = world.store.instances.get(`${scaleSet.key}/virtualmachines/${id.toLowerCase()}`);
  if (uniform) return uniform;
  const flexible = world.store.instances.get(keyOf(resourceId(scaleSet, VIRTUAL_MACHINES, id)));
  return flexible?.scaleSet === scaleSet.key ? flexible : undefined;
}

/** The Flexible instance that is this virtual machine. */
export function requireVirtualMachine(
  world: World,
  request: ArmRequest,
): { scaleSet: ScaleSetRecord; instance: InstanceRecord } {
  const scope = scopeOf(request);
  const name = param(request, 'virtualMachine');
  const instance = world.store.instances.get(keyOf(resourceId(scope, VIRTUAL_MACHINES, name)));
  const scaleSet = instance && world.store.scaleSets.get(instance.scaleSet);
  if (!instance || !scaleSet || isGone(instance, request.now))
    throw resourceNotFound(VIRTUAL_MACHINES, name, scope.resourceGroup);
  return { scaleSet, instance };
}

/** The instances of a set that the VM list shows, in the order of their ids. */
export function listedInstances(world: World, scaleSet: ScaleSetRecord, now: number): InstanceRecord[] {
  const listed: InstanceRecord[] = [];
  for (const instance of world.store.instances.group(scaleSet.key))
    if (isListed(instance, now)) listed.push(instance);
  return listed.sort((a, b) => a.index - b.index);
}
