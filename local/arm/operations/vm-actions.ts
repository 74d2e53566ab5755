import { conflict, notSimulated } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import { without } from '../json.ts';
import { COMPUTE } from '../members/refusals.ts';
import type { InstanceRecord } from '../records.ts';
import { act, type ActionName } from '../rules/actions.ts';
import { etagText, requireMatch } from '../rules/write-scale-set.ts';
import { SECOND } from '../times.ts';
import { vmBody } from '../views/vm-body.ts';
import type { World } from '../world.ts';
import { acceptedAction, acceptedWrite } from './async-answers.ts';
import { requireVirtualMachine } from './finding.ts';
import { beginVmOperation } from './vm-operation.ts';
import { readTags } from './write-body.ts';

/** POST of an action on a machine of a Flexible set: protection from actions of the set does not hold for its own. */
export function postVmAction(action: ActionName) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const { scaleSet, instance } = requireVirtualMachine(world, request);
    if (instance.deletingAt !== undefined) throw conflict();
    const endsAt = act(world, scaleSet, { instances: [instance], action, now: request.now });
    const operation = beginVmOperation(world, request, {
      scaleSet,
      instance,
      endsAt,
      action: `${action}/action`,
    });
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
  const operation = beginVmOperation(world, request, { scaleSet, instance: next, endsAt, action: 'write' });
  const body = vmBody(scaleSet, next, { world, now: request.now, expand: false });
  return acceptedWrite(request, operation, { status: 200, body, etag: etagText(next.etag) });
}
