import { objectAt, textAt } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { MINUTE } from '../times.ts';
import type { World } from '../world.ts';
import { act } from './actions.ts';
import { powerState, provisioningState } from './instance-state.ts';
import { isReplacingDisks, openOsUpgrade } from './open-os-upgrade.ts';
import { isReportedSick } from './reported-health.ts';
import { deleteInstances, keptInstances, resize } from './resize.ts';
import { isoSeconds } from './rolling-upgrade.ts';
import { stateOf } from './scale-set-state.ts';
import { runningUpgrade } from './start-rolling-upgrade.ts';

/** After so many repairs in a row that did not last, the service stops trying. */
const MOST_IN_VAIN = 3;
const LEAST_GRACE = 10 * MINUTE;

/** Whether a set is repaired by the platform now. */
export function repairsItself(scaleSet: ScaleSetRecord): boolean {
  return (
    objectAt(scaleSet.properties, 'automaticRepairsPolicy').enabled === true && scaleSet.repairs === 'Running'
  );
}

/**
 * One round of automatic repairs: what reports itself unhealthy and is past its grace period is repaired, at most 5 % of
 * the machines at once, one when there are fewer than twenty. Returns whether anything was done.
 */
export function repairRound(world: World, scaleSet: ScaleSetRecord, now: number): boolean {
  if (!repairsItself(scaleSet) || isBusy(world, scaleSet, now)) return false;
  const kept = keptInstances(world, scaleSet.key, now);
  const underRepair = kept.filter(({ repair }) => repair !== undefined && repair.until > now).length;
  const atOnce = Math.max(1, Math.floor(kept.length * 0.05));
  const sick = kept
    .filter((instance) => isDue(world, scaleSet, { instance, now }))
    .slice(0, Math.max(0, atOnce - underRepair));
  if (sick.length === 0) return false;
  if (sick.some(({ repair }) => (repair?.count ?? 0) >= MOST_IN_VAIN)) {
    world.store.scaleSets.put({ ...scaleSet, repairs: 'Suspended' });
    return true;
  }
  repair(world, scaleSet, { sick, now });
  return true;
}

/** What has been tried is forgotten when the service is resumed. */
export function forgetRepairs(world: World, scaleSet: ScaleSetRecord): void {
  for (const instance of [...world.store.instances.group(scaleSet.key)]) {
    const { repair: past, ...rest } = instance;
    if (past) world.store.instances.put(rest);
  }
}

/** Nothing is repaired while the set is being written or upgraded. */
function isBusy(world: World, scaleSet: ScaleSetRecord, now: number): boolean {
  const state = stateOf(world.store, scaleSet, now);
  return (
    (state !== 'Succeeded' && state !== 'Failed') ||
    runningUpgrade(world, scaleSet.key, now) !== undefined ||
    isReplacingDisks(openOsUpgrade(world, scaleSet))
  );
}

/** Unhealthy, running, not protected in any way, and past the grace period since its last change. */
function isDue(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, now }: { instance: InstanceRecord; now: number },
): boolean {
  const { protection = {} } = instance;
  if (protection.protectFromScaleIn === true || protection.protectFromScaleSetActions === true) return false;
  const state = provisioningState(instance, now);
  const settled = (state === 'Succeeded' || state === 'Failed') && powerState(instance, now) === 'running';
  return settled && isReportedSick(world, instance, now) && now >= changedAt(instance) + graceOf(scaleSet);
}

function changedAt({ createdAt, readyAt, updating, power }: InstanceRecord): number {
  return Math.max(createdAt, readyAt ?? 0, updating?.until ?? 0, power.at(-1)?.at ?? 0);
}

function graceOf(scaleSet: ScaleSetRecord): number {
  const written =
    isoSeconds(textAt(scaleSet.properties, 'automaticRepairsPolicy', 'gracePeriod') ?? '') * 1_000;
  return written > 0 ? written : LEAST_GRACE;
}

function repair(
  world: World,
  scaleSet: ScaleSetRecord,
  { sick, now }: { sick: InstanceRecord[]; now: number },
): void {
  const action = textAt(scaleSet.properties, 'automaticRepairsPolicy', 'repairAction') ?? 'Replace';
  if (action === 'Replace') return replace(world, scaleSet, { sick, now });
  const until = act(world, scaleSet, {
    instances: sick,
    action: action === 'Reimage' ? 'reimage' : 'restart',
    now,
  });
  for (const { key, repair: past } of sick) {
    const acted = world.store.instances.get(key);
    if (acted) world.store.instances.put(healed(acted, { until, count: (past?.count ?? 0) + 1 }));
  }
}

/** A machine that was restarted or reimaged reports itself healthy when that is done. */
function healed(instance: InstanceRecord, repair: { count: number; until: number }): InstanceRecord {
  const at = instance.updating?.until ?? repair.until;
  return { ...instance, health: [...(instance.health ?? []), { state: 'healthy', at }], repair };
}

/** The machines are deleted and others created in their place, from the latest model, with ids of their own. */
function replace(
  world: World,
  scaleSet: ScaleSetRecord,
  { sick, now }: { sick: InstanceRecord[]; now: number },
): void {
  const before = new Set([...world.store.instances.group(scaleSet.key)].map(({ key }) => key));
  deleteInstances(world, sick, now);
  world.store.scaleSets.put(resize(world, scaleSet, now).scaleSet);
  const count = Math.max(...sick.map(({ repair: past }) => past?.count ?? 0)) + 1;
  for (const instance of [...world.store.instances.group(scaleSet.key)])
    if (!before.has(instance.key))
      world.store.instances.put({
        ...instance,
        repair: { count, until: instance.readyAt ?? Number.MAX_SAFE_INTEGER },
      });
}
