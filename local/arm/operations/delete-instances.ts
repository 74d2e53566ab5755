import { conflict, invalidParameter, markedForDeletion, unknownInstance } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { isListed } from '../rules/instance-state.ts';
import { deleteInstances, keptInstances } from '../rules/resize.ts';
import { isBeingDeleted } from '../rules/scale-set-state.ts';
import { scaleSetOperation } from '../rules/write-scale-set.ts';
import type { World } from '../world.ts';
import { acceptedAction } from './async-answers.ts';
import { instanceById, requireInstance, requireScaleSet } from './finding.ts';

/** POST delete: the named instances go, and the capacity with them. */
export function postDeleteInstances(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  requireAlive(world, scaleSet, request.now);
  const victims = namedInstances(world, scaleSet, { request, target: 'instanceIds', required: true });
  return remove(world, scaleSet, { victims, request, action: 'delete/action' });
}

/** DELETE of one instance. */
export function deleteInstance(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireInstance(world, request);
  requireAlive(world, scaleSet, request.now);
  if (instance.deletingAt !== undefined) throw conflict();
  return remove(world, scaleSet, { victims: [instance], request, action: 'virtualMachines/delete' });
}

export function requireAlive(world: World, scaleSet: ScaleSetRecord, now: number): void {
  if (isBeingDeleted(world.store, scaleSet, now))
    throw markedForDeletion('Delete Virtual Machine Scale Set VMs', scaleSet.name);
}

/** The instances a body names: `["*"]` or, where allowed, no list at all means every one. */
export function namedInstances(
  world: World,
  scaleSet: ScaleSetRecord,
  { request, target, required }: { request: ArmRequest; target: string; required: boolean },
): InstanceRecord[] {
  const ids = request.body.instanceIds;
  const all = () => keptInstances(world, scaleSet.key, request.now);
  if (ids === undefined || ids === null) {
    if (required)
      throw invalidParameter("Required parameter 'instanceIds' is missing (null).", 'instanceIds');
    return all();
  }
  if (!isTextList(ids) || ids.length === 0)
    throw invalidParameter("The value of parameter 'instanceIds' is invalid.", 'instanceIds');
  if (ids.includes('*')) return all();
  return [...new Set(ids)].map((id) => {
    const instance = instanceById(world, scaleSet, id);
    if (!instance || !isListed(instance, request.now)) throw unknownInstance(id, target);
    return instance;
  });
}

function remove(
  world: World,
  scaleSet: ScaleSetRecord,
  { victims, request, action }: { victims: InstanceRecord[]; request: ArmRequest; action: string },
): ArmResponse {
  const alive = victims.filter(({ deletingAt }) => deletingAt === undefined);
  const counted = alive.filter(({ surplusAt }) => surplusAt === undefined).length;
  const endsAt = deleteInstances(world, alive, request.now);
  const operation = scaleSetOperation(world, scaleSet, {
    cause: request,
    endsAt,
    kind: action.endsWith('action') ? 'Action' : 'Delete',
    action,
  });
  const capacity = Math.max(0, scaleSet.sku.capacity - counted);
  const running = world.store.operations.get(scaleSet.operation);
  const busy = running !== undefined && running.endsAt > request.now;
  world.store.scaleSets.put({
    ...scaleSet,
    sku: { ...scaleSet.sku, capacity },
    etag: scaleSet.etag + 1,
    ...(!busy && { state: 'Updating', operation: operation.key }),
  });
  return acceptedAction(request, operation);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
