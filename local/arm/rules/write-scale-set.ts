import { markedForDeletion, preconditionFailed } from '../errors.ts';
import type { Scope } from '../ids.ts';
import type { ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { preempt, type Cause } from './long-running.ts';
import { requireQuota } from './quota.ts';
import { resize } from './resize.ts';
import { mergedSet, newScaleSet, usedModels, type ScaleSetWrite } from './scale-set-model.ts';
import { scaleSetOperation } from './set-operation.ts';
import { isBeingDeleted } from './scale-set-state.ts';
import { startRollingUpgrade } from './start-rolling-upgrade.ts';
import { rollModel, rollsByItself } from './upgrade.ts';

/** Stores a new set and starts creating its instances. */
export function createScaleSet(
  world: World,
  scope: Scope & { name: string },
  { write, cause }: { write: ScaleSetWrite; cause: Cause },
): ScaleSetRecord {
  const subnet = world.store.next('subnets');
  const fresh = newScaleSet(world, scope, { write, createdAt: cause.now, subnet });
  requireQuota(world, fresh, fresh.sku.capacity);
  const { scaleSet, ...ending } = resize(world, fresh, cause.now);
  return stored(world, scaleSet, { cause, ...ending });
}

/** Merges a PUT or PATCH into a set and starts what follows from it; a running write is preempted. */
export function changeScaleSet(
  world: World,
  current: ScaleSetRecord,
  { write, cause }: { write: ScaleSetWrite; cause: Cause },
): ScaleSetRecord {
  if (isBeingDeleted(world.store, current, cause.now))
    throw markedForDeletion('Update Virtual Machine Scale Set', current.name);
  const next = mergedSet(current, write);
  requireQuota(world, next, next.sku.capacity - current.sku.capacity);
  preempt(world, current.operation, cause);
  const { scaleSet, ...ending } = resize(world, next, cause.now);
  const rolled =
    next.modelVersion > current.modelVersion ? rollModel(world, next, cause.now) : { endsAt: cause.now };
  const changed: ScaleSetRecord = {
    ...scaleSet,
    models: usedModels(world, scaleSet, cause.now),
    etag: current.etag + 1,
    state: 'Updating',
  };
  const endsAt = Math.max(ending.endsAt, rolled.endsAt);
  const written = stored(world, changed, { cause, ...rolled, ...ending, endsAt });
  if (next.modelVersion > current.modelVersion && rollsByItself(next)) rollBehind(world, written, cause);
  return written;
}

/** With mode `Rolling` the write ends soon, and the upgrade runs on as an operation of its own. */
function rollBehind(world: World, scaleSet: ScaleSetRecord, cause: Cause): void {
  const own = { ...cause, id: world.chance.guid(cause.id, 'rolling') };
  startRollingUpgrade(world, scaleSet, {
    cause: own,
    all: false,
    kind: 'Action',
    action: 'rollingUpgrades/action',
  });
  const nextIndex = world.store.scaleSets.get(scaleSet.key)?.nextIndex ?? scaleSet.nextIndex;
  world.store.scaleSets.put({ ...scaleSet, nextIndex });
}

/** An If-Match header must carry the current etag, or `*`. */
export function requireMatch(etag: number, header: string | string[] | undefined): void {
  if (header === undefined || header === '*' || header === etagText(etag)) return;
  throw preconditionFailed(String(header), etagText(etag));
}

export function etagText(etag: number): string {
  return `"${etag}"`;
}

function stored(
  world: World,
  scaleSet: ScaleSetRecord,
  { cause, endsAt, error }: { cause: Cause; endsAt: number; error?: { code: string; message: string } },
): ScaleSetRecord {
  const seconds = world.chance.between(world.settings.modelWriteSeconds, cause.id);
  const operation = scaleSetOperation(world, scaleSet, {
    cause,
    endsAt: Math.max(endsAt, cause.now + Math.round(seconds * SECOND)),
    ...(error && { error }),
    kind: 'Write',
    action: 'write',
  });
  const result = { ...scaleSet, operation: operation.key };
  world.store.scaleSets.put(result);
  return result;
}

export { scaleSetOperation };
