import { conflict, invalidParameter, operationNotAllowed } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import { isObject, listAt, merged, objectAt, textAt, type JsonObject } from '../json.ts';
import { instance as INSTANCE } from '../members/instance.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { COMPUTE } from '../members/refusals.ts';
import { requireMembers } from '../members/require-members.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { act, type ActionName } from '../rules/actions.ts';
import { attachedDisk, machineOf, requireAttachable } from '../rules/managed-disks.ts';
import { forgetRepairs } from '../rules/repairs.ts';
import { keptInstances } from '../rules/resize.ts';
import { etagText, requireMatch, scaleSetOperation } from '../rules/write-scale-set.ts';
import { upgradeInstances } from '../rules/upgrade.ts';
import { SECOND } from '../times.ts';
import { InstanceBodies } from '../views/instance-body.ts';
import type { World } from '../world.ts';
import { acceptedAction, acceptedWrite } from './async-answers.ts';
import { namedInstances, requireAlive } from './delete-instances.ts';
import { requireInstance, requireScaleSet } from './finding.ts';
import { single } from './read-instances.ts';

/** POST of an action on a set: on the instances its body names, or on all. Protected ones are left alone. */
export function postSetAction(action: ActionName) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const scaleSet = requireScaleSet(world, request);
    requireAlive(world, scaleSet, request.now);
    const named = namedInstances(world, scaleSet, { request, target: 'instanceIds', required: false });
    const instances = named.filter(isActionable);
    const endsAt = act(world, scaleSet, { instances, action, now: request.now });
    return began(world, scaleSet, { request, endsAt, action: `${action}/action`, charge: instances.length });
  };
}

/** POST manualupgrade: the named instances are brought to the latest model. */
export function postManualUpgrade(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  requireAlive(world, scaleSet, request.now);
  const target = 'upgradePolicies.instanceIds';
  const named = namedInstances(world, scaleSet, { request, target, required: true });
  const instances = named.filter(isActionable);
  const upgraded = upgradeInstances(world, scaleSet, { instances, now: request.now });
  const endsAt = Math.max(upgraded.endsAt, request.now + SECOND);
  world.store.scaleSets.put({ ...scaleSet, etag: scaleSet.etag + 1 });
  return began(world, scaleSet, {
    ...upgraded,
    request,
    endsAt,
    action: 'manualUpgrade/action',
    charge: instances.length,
  });
}

/** POST of an action on one instance; `*` in its place means all. */
export function postInstanceAction(action: ActionName) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const { scaleSet, instances } = addressed(world, request);
    const endsAt = act(world, scaleSet, { instances, action, now: request.now });
    return began(world, scaleSet, {
      request,
      endsAt,
      action: `virtualMachines/${action}/action`,
      charge: instances.length,
    });
  };
}

/** POST simulateEviction: only Spot machines can be evicted. */
export function postSimulateEviction(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireInstance(world, request);
  const profile = objectAt(scaleSet.properties, 'virtualMachineProfile');
  if (textAt(profile, 'priority') !== 'Spot')
    throw operationNotAllowed("Operation 'simulateEviction' is allowed only for Spot Virtual Machines");
  const at = request.now + 30 * SECOND;
  const evicted: InstanceRecord =
    textAt(profile, 'evictionPolicy') === 'Delete'
      ? { ...instance, deletingAt: at, goneAt: at + 10 * SECOND }
      : { ...instance, power: [...instance.power, { state: 'deallocated', at }] };
  world.store.instances.put(evicted);
  return { status: 204 };
}

/** PUT of one instance: its protection and its data disks. */
export function putInstance(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireInstance(world, request);
  requireMatch(instance.etag, request.headers['if-match']);
  const read = readBody(INSTANCE, request.body, COMPUTE);
  requireMembers(INSTANCE, read, COMPUTE);
  const properties = objectAt(mergedByTable(INSTANCE, {}, read), 'properties');
  const until = request.now + 2 * SECOND;
  const own = machineOf(scaleSet, instance);
  requireAttachable(world, properties.storageProfile, { own, now: request.now });
  const next = written(world, instance, { properties, now: request.now, until });
  world.store.instances.put(next);
  const operation = scaleSetOperation(world, scaleSet, {
    cause: request,
    endsAt: until,
    kind: 'Write',
    action: 'virtualMachines/write',
  });
  const whole = new InstanceBodies(world, scaleSet, request.now).uniform(next);
  const body = single(withDetached(whole, instance, next));
  return acceptedWrite(request, operation, { status: 200, body, etag: etagText(next.etag) });
}

/** POST setOrchestrationServiceState: automatic repairs are suspended or resumed. */
export function postOrchestrationServiceState(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const { serviceName, action } = request.body;
  if (serviceName !== 'AutomaticRepairs')
    throw invalidParameter(`The value of parameter serviceName is invalid.`, 'serviceName');
  if (action !== 'Suspend' && action !== 'Resume')
    throw invalidParameter(`The value of parameter action is invalid.`, 'action');
  if (action === 'Resume') forgetRepairs(world, scaleSet);
  world.store.scaleSets.put({ ...scaleSet, repairs: action === 'Suspend' ? 'Suspended' : 'Running' });
  const endsAt = request.now + 3 * SECOND;
  return began(world, scaleSet, {
    request,
    endsAt,
    action: 'setOrchestrationServiceState/action',
    charge: 0,
  });
}

function addressed(
  world: World,
  request: ArmRequest,
): { scaleSet: ScaleSetRecord; instances: InstanceRecord[] } {
  if (request.params.instance === '*') {
    const scaleSet = requireScaleSet(world, request);
    return { scaleSet, instances: keptInstances(world, scaleSet.key, request.now) };
  }
  const { scaleSet, instance } = requireInstance(world, request);
  if (instance.deletingAt !== undefined) throw conflict();
  return { scaleSet, instances: [instance] };
}

function isActionable(instance: InstanceRecord): boolean {
  return instance.deletingAt === undefined && instance.protection?.protectFromScaleSetActions !== true;
}

function began(
  world: World,
  scaleSet: ScaleSetRecord,
  what: {
    request: ArmRequest;
    endsAt: number;
    action: string;
    charge: number;
    error?: { code: string; message: string };
  },
): ArmResponse {
  const { request, charge, ...ending } = what;
  const operation = scaleSetOperation(world, scaleSet, { cause: request, kind: 'Action', ...ending });
  const response = acceptedAction(request, operation);
  return { ...response, headers: { ...response.headers, 'x-ms-request-charge': String(charge) } };
}

function written(
  world: World,
  instance: InstanceRecord,
  { properties, now, until }: { properties: JsonObject; now: number; until: number },
): InstanceRecord {
  const { protectionPolicy, userData } = properties;
  const dataDisks = listAt(properties, 'storageProfile', 'dataDisks')
    .filter(isObject)
    .map((disk) => attachedDisk(world, disk));
  const given = Array.isArray(objectAt(properties, 'storageProfile').dataDisks);
  const override = {
    ...instance.override,
    ...(given && { storageProfile: { dataDisks } }),
    ...(typeof userData === 'string' && { userData }),
  };
  return {
    ...instance,
    etag: instance.etag + 1,
    updating: { from: now, until },
    ...(isObject(protectionPolicy) && { protection: protectionPolicy }),
    ...(Object.keys(override).length > 0 && { override }),
  };
}

/** While it is being written, an instance still shows the disks that it will have lost. */
function withDetached(body: JsonObject, before: InstanceRecord, after: InstanceRecord): JsonObject {
  const [had, has] = [before, after].map(({ override }) => listAt(override, 'storageProfile', 'dataDisks'));
  const names = (has ?? []).map((disk) => textAt(disk, 'name'));
  const detached = (had ?? []).filter((disk) => !names.includes(textAt(disk, 'name'))).filter(isObject);
  if (detached.length === 0) return body;
  const dataDisks = [...(has ?? []), ...detached.map((disk) => ({ ...disk, toBeDetached: true }))];
  return merged(body, { properties: { storageProfile: { dataDisks } } });
}
