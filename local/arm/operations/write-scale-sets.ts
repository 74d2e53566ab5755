import { ArmError } from '../errors.ts';
import { param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { resourceId, SCALE_SETS, scopeOf } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { scaleSet as TABLE } from '../members/scale-set.ts';
import { requireUnchanged } from '../members/unchanged.ts';
import type { ScaleSetRecord } from '../records.ts';
import { keptInstances } from '../rules/resize.ts';
import { SECOND } from '../times.ts';
import { isBeingDeleted, stateOf } from '../rules/scale-set-state.ts';
import {
  changeScaleSet,
  createScaleSet,
  etagText,
  requireMatch,
  scaleSetOperation,
} from '../rules/write-scale-set.ts';
import { mergedSet, newScaleSet } from '../rules/scale-set-model.ts';
import { preempt } from '../rules/long-running.ts';
import { scaleSetView } from '../views/scale-set-view.ts';
import type { World } from '../world.ts';
import { acceptedAction, acceptedWrite } from './async-answers.ts';
import { findScaleSet, requireScaleSet } from './finding.ts';
import { requireAccounts, requireImage } from './image-checks.ts';
import { missingReference, requireReferences } from './references.ts';
import { requireHealthSource, requireValid, requireZonesKept } from './scale-set-checks.ts';
import { readScaleSetBody, requireComplete, requireSameLocation, scaleSetWrite } from './write-body.ts';

/** PUT: creates the set, or merges into it. */
export function putScaleSet(world: World, request: ArmRequest): ArmResponse {
  const current = findScaleSet(world, request);
  const body = readScaleSetBody(request);
  if (current) return change(world, current, { request, body });
  requireNew(request);
  const write = scaleSetWrite(body);
  requireComplete(write);
  const scope = { ...scopeOf(request), name: param(request, 'scaleSet') };
  requirePossible(world, newScaleSet(world, scope, { write, createdAt: request.now, subnet: 0 }), {});
  requireAccounts(world, write.properties);
  return answer(world, request, {
    status: 201,
    scaleSet: createScaleSet(world, scope, { write, cause: request }),
  });
}

/** PATCH: merges into the set. */
export function patchScaleSet(world: World, request: ArmRequest): ArmResponse {
  const current = requireScaleSet(world, request);
  return change(world, current, { request, body: readScaleSetBody(request) });
}

/** DELETE: all instances go first; the set is gone when the operation has succeeded. */
export function deleteScaleSet(world: World, request: ArmRequest): ArmResponse {
  const current = findScaleSet(world, request);
  if (!current) return { status: 204 };
  const running = world.store.operations.get(current.operation);
  if (running && isBeingDeleted(world.store, current, request.now)) return acceptedAction(request, running);
  preempt(world, current.operation, request);
  const endsAt = keptOrSurplusGone(world, current, request.now);
  const operation = scaleSetOperation(world, current, {
    cause: request,
    endsAt,
    kind: 'Delete',
    action: 'delete',
  });
  world.store.scaleSets.put({ ...current, state: 'Deleting', operation: operation.key });
  return acceptedAction(request, operation);
}

function change(
  world: World,
  current: ScaleSetRecord,
  { request, body }: { request: ArmRequest; body: JsonObject },
): ArmResponse {
  requireMatch(current.etag, request.headers['if-match']);
  if (request.headers['if-none-match'] === '*') throw alreadyExists(current);
  const write = scaleSetWrite(body);
  requireSameLocation(current, write, request.method);
  requireZonesKept(current, write.zones);
  requireUnchanged(TABLE, scaleSetView(current, ''), body);
  requirePossible(world, mergedSet(current, write), current);
  return answer(world, request, {
    status: 200,
    scaleSet: changeScaleSet(world, current, { write, cause: request }),
  });
}

/** Refuses a set that cannot be, or that refers to what is not there. */
function requirePossible(world: World, next: ScaleSetRecord, before: Partial<ScaleSetRecord>): void {
  requireValid(next);
  requireHealthSource(next);
  const { properties } = next;
  const id = resourceId(next, SCALE_SETS, next.name);
  requireReferences(world, TABLE, {
    body: { properties },
    before: { properties: before.properties },
    own: id,
    refuse: missingReference(id),
  });
  requireImage(world, next, before);
}

function answer(
  world: World,
  request: ArmRequest,
  { status, scaleSet }: { status: 200 | 201; scaleSet: ScaleSetRecord },
): ArmResponse {
  const operation = world.store.operations.get(scaleSet.operation);
  if (!operation) throw new Error(`no operation for the write of ${scaleSet.key}`);
  const body = scaleSetView(scaleSet, stateOf(world.store, scaleSet, request.now));
  return acceptedWrite(request, operation, { status, body, etag: etagText(scaleSet.etag) });
}

/** Deletes every instance of a set, discarded ones included; the result is when all are gone. */
function keptOrSurplusGone(world: World, scaleSet: ScaleSetRecord, now: number): number {
  let end = now + SECOND;
  for (const instance of keptInstances(world, scaleSet.key, now)) {
    const seconds = world.chance.between(world.settings.deleteSeconds, instance.vmId, 'delete-set');
    end = Math.max(end, Math.round(now + seconds * SECOND));
  }
  for (const instance of [...world.store.instances.group(scaleSet.key)])
    world.store.instances.put({
      ...instance,
      deletingAt: instance.deletingAt ?? now,
      goneAt: Math.min(instance.goneAt ?? end, end),
    });
  return end;
}

function requireNew(request: ArmRequest): void {
  if (request.headers['if-match'] === undefined) return;
  throw new ArmError(
    412,
    'PreconditionFailed',
    'The resource does not exist, so the if-match header cannot be satisfied.',
  );
}

function alreadyExists({ etag }: ScaleSetRecord): ArmError {
  return new ArmError(
    412,
    'PreconditionFailed',
    `The resource exists with etag ${etagText(etag)}, so the if-none-match header cannot be satisfied.`,
  );
}
