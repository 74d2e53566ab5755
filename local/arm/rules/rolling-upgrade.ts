import { numberAt, objectAt, textAt, valueAt } from '../json.ts';
import type {
  AppliedModel,
  InstanceRecord,
  OperationRecord,
  RollingBatch,
  RollingPolicy,
  RollingUpgradeRecord,
  ScaleSetRecord,
} from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { duration, spoiledUpgrade } from './actions.ts';
import { appliedVersion } from './instance-state.ts';
import { isReportedSick } from './reported-health.ts';
import { keptInstances } from './resize.ts';
import { hasRoomToSurge, planSurge, redoSurge, undoSurge } from './surge.ts';
import { upgraded } from './upgrade.ts';

export function rollingPolicy(scaleSet: ScaleSetRecord): RollingPolicy {
  const written = objectAt(scaleSet.properties, 'upgradePolicy', 'rollingUpgradePolicy');
  const flag = (name: string) => valueAt(written, name) === true;
  return {
    maxBatchInstancePercent: numberAt(written, 'maxBatchInstancePercent') ?? 20,
    maxUnhealthyInstancePercent: numberAt(written, 'maxUnhealthyInstancePercent') ?? 20,
    maxUnhealthyUpgradedInstancePercent: numberAt(written, 'maxUnhealthyUpgradedInstancePercent') ?? 20,
    pauseTimeBetweenBatches: textAt(written, 'pauseTimeBetweenBatches') ?? 'PT0S',
    maxSurge: flag('maxSurge'),
    rollbackFailedInstancesOnPolicyBreach: flag('rollbackFailedInstancesOnPolicyBreach'),
  };
}

/** Plans all batches and gives their instances the new model at the times planned; returns the record, its operation still to be named. */
export function planRollingUpgrade(
  world: World,
  scaleSet: ScaleSetRecord,
  { now, all, disk }: { now: number; all: boolean; disk?: RollingUpgradeRecord['disk'] },
): Omit<RollingUpgradeRecord, 'operation'> & { endsAt: number; nextIndex: number } {
  const policy = rollingPolicy(scaleSet);
  const kept = keptInstances(world, scaleSet.key, now).sort((a, b) => a.index - b.index);
  const waiting = kept.filter((instance) => all || appliedVersion(instance, now) !== scaleSet.modelVersion);
  const size = Math.max(1, Math.floor((kept.length * policy.maxBatchInstancePercent) / 100));
  const batches: RollingBatch[] = [];
  const surges =
    policy.maxSurge && waiting.length > 0 && hasRoomToSurge(world, scaleSet, Math.min(size, waiting.length));
  let { nextIndex } = scaleSet;
  let from = now;
  for (let start = 0; start < waiting.length; start += size) {
    const members = waiting.slice(start, start + size);
    const batch = surges
      ? planSurge(world, scaleSet, { members, from, nextIndex })
      : planBatch(world, { members, from, model: { version: scaleSet.modelVersion, ...disk } });
    nextIndex += batch.surge?.length ?? 0;
    batches.push(batch);
    from = batch.until + isoSeconds(policy.pauseTimeBetweenBatches) * SECOND;
  }
  const endsAt = batches.at(-1)?.until ?? now;
  return {
    key: scaleSet.key,
    ...(disk && { disk }),
    startedAt: now,
    version: scaleSet.modelVersion,
    policy,
    batches,
    lastAction: 'Start',
    endsAt,
    nextIndex,
  };
}

function planBatch(
  world: World,
  { members, from, model }: { members: InstanceRecord[]; from: number; model: Omit<AppliedModel, 'at'> },
): RollingBatch {
  const spans = members.map((instance) => duration(world, { instance, action: 'rolling', now: from }));
  const until = from + Math.max(...spans);
  for (const instance of members) {
    const next = upgraded(instance, { from, until, ...model });
    world.store.instances.put(spoiledUpgrade(world, next, until));
  }
  return { instances: members.map(({ key }) => key), from, until };
}

/**
 * Judges an upgrade by what is known now: it stops at the end of the first batch, from now on, that leaves too many
 * of the upgraded instances, or of all, unhealthy. Call after planning it and whenever a health changes.
 */
export function judge(world: World, upgrade: RollingUpgradeRecord, now: number): void {
  if (upgrade.stopped && (upgrade.stopped.at <= now || upgrade.stopped.code === 'Cancelled')) return;
  const { stopped: _, ...open } = upgrade;
  const breach = firstBreach(world, open, now);
  const next: RollingUpgradeRecord = breach ? { ...open, stopped: breach } : open;
  world.store.upgrades.put(next);
  const operation = world.store.operations.get(upgrade.operation);
  if (operation) world.store.operations.put(judged(operation, next, breach));
  if (upgrade.stopped) planAgain(world, open, upgrade.stopped.at);
  if (breach) takeBack(world, next, breach.at);
}

/** What an earlier judgement has taken back is to happen after all. */
function planAgain(world: World, upgrade: RollingUpgradeRecord, at: number): void {
  for (const batch of upgrade.batches) if (batch.surge && batch.until >= at) redoSurge(world, batch);
  for (const { instances, from, until, surge } of upgrade.batches)
    for (const instance of surge
      ? []
      : from >= at
        ? instances.flatMap((key) => world.store.instances.get(key) ?? [])
        : [])
      world.store.instances.put(
        upgraded(instance, { from, until, version: upgrade.version, ...upgrade.disk }),
      );
}

/** Cancels: the batch that runs is finished, the rest keeps the old model. */
export function cancelUpgrade(
  world: World,
  upgrade: RollingUpgradeRecord,
  now: number,
): RollingUpgradeRecord {
  const running = upgrade.batches.find(({ from, until }) => from <= now && now < until);
  const at = running?.until ?? now;
  const next: RollingUpgradeRecord = { ...upgrade, stopped: { at, code: 'Cancelled' }, lastAction: 'Cancel' };
  world.store.upgrades.put(next);
  const operation = world.store.operations.get(upgrade.operation);
  if (operation)
    world.store.operations.put({
      ...operation,
      endsAt: at,
      error: { code: 'OperationPreempted', message: 'The rolling upgrade was cancelled.' },
    });
  takeBack(world, next, at);
  return next;
}

export function isUnhealthy(world: World, instance: InstanceRecord, at: number): boolean {
  return isReportedSick(world, instance, at) || (instance.failure !== undefined && instance.failure.at <= at);
}

function firstBreach(
  world: World,
  upgrade: RollingUpgradeRecord,
  now: number,
): RollingUpgradeRecord['stopped'] {
  const done: InstanceRecord[] = [];
  for (const batch of upgrade.batches) {
    done.push(...(batch.surge ?? batch.instances).flatMap((key) => world.store.instances.get(key) ?? []));
    if (batch.until < now) continue;
    const sick = done.filter((instance) => isUnhealthy(world, instance, batch.until));
    const percent = (sick.length * 100) / done.length;
    const allowed = upgrade.policy.maxUnhealthyUpgradedInstancePercent;
    const [first] = sick;
    if (first && percent > allowed)
      return {
        at: batch.until,
        code: 'Faulted',
        message: faultMessage({ percent, allowed, first: first.id }),
      };
  }
  return undefined;
}

function faultMessage({
  percent,
  allowed,
  first,
}: {
  percent: number;
  allowed: number;
  first: string;
}): string {
  return `Rolling Upgrade failed after exceeding the MaxUnhealthyUpgradedInstancePercent value defined in the RollingUpgradePolicy. ${Math.round(percent)}% of instances are in an unhealthy state after being upgraded - more than the threshold of ${allowed}%. The most impactful error is: Instance found to be unhealthy or unreachable.. First failed instance ID is: ${first}.`;
}

function judged(
  operation: OperationRecord,
  { batches, startedAt }: RollingUpgradeRecord,
  breach: RollingUpgradeRecord['stopped'],
): OperationRecord {
  const { error: _, ...rest } = operation;
  if (!breach) return { ...rest, endsAt: batches.at(-1)?.until ?? startedAt };
  const message = breach.message ?? '';
  return {
    ...rest,
    endsAt: breach.at,
    error: { code: 'MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade', message },
  };
}

/** What was planned for after the stop does not happen. */
function takeBack(world: World, upgrade: RollingUpgradeRecord, at: number): void {
  const faulted = upgrade.stopped?.code === 'Faulted';
  for (const batch of upgrade.batches)
    if (batch.surge && (batch.from >= at || (faulted && batch.until === at))) undoSurge(world, batch, at);
    else if (batch.from >= at) for (const key of batch.instances) revert(world, key, at);
}

function revert(world: World, key: string, at: number): void {
  const instance = world.store.instances.get(key);
  if (!instance) return;
  const { updating: _, ...rest } = instance;
  world.store.instances.put({
    ...rest,
    applied: instance.applied.filter((entry) => entry.at <= at),
  });
}

/** Seconds of an ISO 8601 duration such as `PT1M30S`. */
export function isoSeconds(text: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!parts) return 0;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  return days * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}
