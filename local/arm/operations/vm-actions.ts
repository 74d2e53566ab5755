import { conflict, notSimulated } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import { resourceId, VIRTUAL_MACHINES } from '../ids.ts';
import { without } from '../json.ts';
import { COMPUTE } from '../members/refusals.ts';
import type { InstanceRecord, OperationRecord, ScaleSetRecord } from '../records.ts';
import { act, type ActionName } from '../rules/actions.ts';
import { beginOperation } from '../rules/long-running.ts';
import { etagText, requireMatch } from '../rules/write-scale-set.ts';
import { SECOND } from '../times.ts';
import { vmBody } from '../views/vm-body.ts';
import type { World } from '../world.ts';
import { acceptedAction, acceptedWrite } from './async-answers.ts';
import { requireVirtualMachine } from './finding.ts';
import { readTags } from './write-body.ts';

/** POST of an action on a machine of a Flexible set: protection from actions of the set does not hold for its own. */
export function postVmAction(action: ActionName) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const { scaleSet, instance } = requireVirtualMachine(world, request);
    if (instance.deletingAt !== undefined) throw conflict();
    const endsAt = act(world, scaleSet, { instances: [instance], action, now: request.now });
    const operation = vmOperation(world, request, { scaleSet, instance, endsAt, action: `${action}/action` });
    return acceptedAction(request, operation);
  };
}

/** PATCH: the tags of a machine, as a whole. */
export function patchVirtualMachine(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireVirtualMachine(world, request);
  if (instance.deletingAt !== undefined) throw conflict();
  requireMatch(instance.etag, request.headers['if-match']);
  const tags = readTags(request.body.tags, COMPUTE);
  if (Object.keys(without(request.body, 'tags')).length > 0)
    throw notSimulated('PATCH of a virtual machine beyond', 'tags');
  const endsAt = request.now + SECOND;
  const next: InstanceRecord = {
    ...instance,
    etag: instance.etag + 1,
    updating: { from: request.now, until: endsAt },
    ...(tags && { tags }),
  };
  world.store.instances.put(next);
  const operation = vmOperation(world, request, { scaleSet, instance: next, endsAt, action: 'write' });
  const body = vmBody(scaleSet, next, { now: request.now, expand: false });
  return acceptedWrite(request, operation, { status: 200, body, etag: etagText(next.etag) });
}

function vmOperation(
  world: World,
  request: ArmRequest,
  what: { scaleSet: ScaleSetRecord; instance: InstanceRecord; endsAt: number; action: string },
): OperationRecord {
  const { scaleSet, instance, endsAt, action } = what;
  const { subscription, resourceGroup, location } = scaleSet;
  return beginOperation(world, {
    cause: request,
    provider: 'Microsoft.Compute',
    subscription,
    resourceGroup,
    location,
    target: instance.key,
    endsAt,
    change: {
      kind: action === 'write' ? 'Write' : 'Action',
      resourceUri: resourceId(scaleSet, VIRTUAL_MACHINES, instance.id),
      operationName: `${VIRTUAL_MACHINES}/${action}`,
    },
  });
}
