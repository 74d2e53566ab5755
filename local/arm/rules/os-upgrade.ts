import { objectAt, sameJson, valueAt, without } from '../json.ts';
import type { InstanceRecord, OsUpgradeRecord, RollingPolicy, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { compareVersions, diskVersion, imageOf, openVersion } from './image-version.ts';
import { answersTo, askHook, hookOf, instanceIdOf, setId } from './lifecycle-hooks.ts';
import { openOsUpgrade, osUpgradesOf, upgradesItself } from './open-os-upgrade.ts';
import { breachOf, judgeBatch, replaceDisks, sickPercent, waitingFor } from './os-upgrade-batch.ts';
import { reportsHealth } from './reported-health.ts';
import { keptInstances } from './resize.ts';
import { isoSeconds, rollingPolicy } from './rolling-upgrade.ts';
import { stateOf } from './scale-set-state.ts';
import { runningUpgrade } from './start-rolling-upgrade.ts';

/** One round of automatic upgrades of the operating system: as many steps as need no waiting. Returns whether anything was done. */
export function osUpgradeRound(world: World, scaleSet: ScaleSetRecord, now: number): boolean {
  let done = false;
  while (step(world, scaleSet, now)) done = true;
  return done;
}

function step(world: World, scaleSet: ScaleSetRecord, now: number): boolean {
  const open = openOsUpgrade(world, scaleSet);
  if (!open) return upgradesItself(scaleSet) && schedule(world, scaleSet, now);
  if (!upgradesItself(scaleSet) || isOvertaken(scaleSet, open))
    return endOsUpgrade(world, open, { at: now, code: 'Cancelled' });
  if (open.startedAt === undefined) return begin(world, open, now);
  const batch = open.batches.at(-1);
  if (batch && batch.judgedAt === undefined) return judge(world, scaleSet, { open, now });
  return goOn(world, scaleSet, { open, now });
}

/** The model names another image by now. */
function isOvertaken(scaleSet: ScaleSetRecord, { image }: OsUpgradeRecord): boolean {
  return !sameJson(without(image, 'exactVersion'), imageOf(scaleSet.properties.virtualMachineProfile));
}

export function endOsUpgrade(
  world: World,
  { hook: _, ...upgrade }: OsUpgradeRecord,
  ended: Omit<NonNullable<OsUpgradeRecord['ended']>, 'pending'>,
): true {
  const scaleSet = world.store.scaleSets.get(upgrade.scaleSet);
  const pending = scaleSet ? waitingFor(world, scaleSet, { upgrade, now: ended.at }).length : 0;
  world.store.osUpgrades.put({ ...upgrade, ended: { ...ended, pending } });
  return true;
}

/** A newer version starts an upgrade, once: what was stopped or refused waits for the next version. */
function schedule(world: World, scaleSet: ScaleSetRecord, now: number): boolean {
  const reference = imageOf(scaleSet.properties.virtualMachineProfile);
  const target = openVersion(world, reference);
  if (target === undefined || !reportsHealth(scaleSet) || isBusy(world, scaleSet, now)) return false;
  const past = osUpgradesOf(world, scaleSet);
  if (past.at(-1)?.image.exactVersion === target) return false;
  const kept = keptInstances(world, scaleSet.key, now);
  const isOld = (instance: InstanceRecord) => {
    const version = diskVersion(scaleSet, instance, now);
    return version !== undefined && compareVersions(version, target) < 0;
  };
  const policy = policyOf(scaleSet);
  if (!kept.some(isOld) || sickPercent(world, kept, now) > policy.maxUnhealthyInstancePercent) return false;
  const upgrade: OsUpgradeRecord = {
    key: `${scaleSet.key}/osupgrades/${world.store.next('osUpgrades')}`,
    scaleSet: scaleSet.key,
    image: { ...reference, exactVersion: target },
    scheduledAt: now,
    policy,
    ...{ batches: [], approved: [], rejected: [] },
  };
  const hook = hookOf(scaleSet, 'UpgradeAutoOSScheduling');
  const event = hook && askHook(world, scaleSet, { ...hook, targets: [setId(scaleSet)], now });
  world.store.osUpgrades.put(
    event ? { ...upgrade, hook: { event, instances: [] } } : { ...upgrade, startedAt: now },
  );
  return true;
}

/** After the hook before the whole upgrade was answered. */
function begin(world: World, { hook, ...upgrade }: OsUpgradeRecord, now: number): boolean {
  const answers = hook && answersTo(world, hook.event, now);
  if (answers?.includes('Waiting')) return false;
  if (answers?.includes('Rejected')) return endOsUpgrade(world, upgrade, { at: now, code: 'Cancelled' });
  world.store.osUpgrades.put({ ...upgrade, startedAt: now });
  return true;
}

interface Step {
  open: OsUpgradeRecord;
  now: number;
}

function judge(world: World, scaleSet: ScaleSetRecord, { open, now }: Step): boolean {
  const judged = judgeBatch(world, scaleSet, { upgrade: open, now });
  if (!judged) return false;
  const message = breachOf(world, judged, now);
  if (message !== undefined) return endOsUpgrade(world, judged, { at: now, code: 'Faulted', message });
  world.store.osUpgrades.put(judged);
  return true;
}

/** The next batch, asked about first where a hook is to be; or the end. */
function goOn(world: World, scaleSet: ScaleSetRecord, { open, now }: Step): boolean {
  if (!isRested(open, now) || isBusy(world, scaleSet, now)) return false;
  const waiting = waitingFor(world, scaleSet, { upgrade: open, now });
  if (waiting.length === 0) return endOsUpgrade(world, open, { at: now, code: 'Completed' });
  const message = overallBreach(world, open, now);
  if (message !== undefined) return endOsUpgrade(world, open, { at: now, code: 'Faulted', message });
  if (open.hook) return answered(world, scaleSet, { open, now, waiting });
  const free = isDeferred(scaleSet) ? waiting.filter(({ key }) => open.approved.includes(key)) : waiting;
  const total = keptInstances(world, scaleSet.key, now).length;
  const members = free.slice(0, Math.max(1, Math.floor((total * open.policy.maxBatchInstancePercent) / 100)));
  if (members.length === 0) return false;
  const hook = hookOf(scaleSet, 'UpgradeAutoOSRollingBatchStarting');
  if (!hook) return replaceDisks(world, scaleSet, { upgrade: open, members, now });
  const targets = members.map(({ id }) => instanceIdOf(scaleSet, id));
  const event = askHook(world, scaleSet, { ...hook, targets, now });
  world.store.osUpgrades.put({ ...open, hook: { event, instances: members.map(({ key }) => key) } });
  return true;
}

/** Those approved are upgraded, those rejected left out of this upgrade. */
function answered(
  world: World,
  scaleSet: ScaleSetRecord,
  { open: { hook, ...open }, now, waiting }: Step & { waiting: InstanceRecord[] },
): boolean {
  const answers = hook ? answersTo(world, hook.event, now) : [];
  if (!hook || answers.includes('Waiting')) return false;
  const refused = hook.instances.filter((_, index) => answers[index] === 'Rejected');
  const upgrade = { ...open, rejected: [...open.rejected, ...refused] };
  const members = waiting.filter(({ key }) => hook.instances.includes(key) && !refused.includes(key));
  if (members.length > 0) return replaceDisks(world, scaleSet, { upgrade, members, now });
  world.store.osUpgrades.put(upgrade);
  return true;
}

/** The pause after the last batch is over. */
function isRested({ batches, policy }: OsUpgradeRecord, now: number): boolean {
  const pause = isoSeconds(policy.pauseTimeBetweenBatches) * SECOND;
  return now >= (batches.at(-1)?.judgedAt ?? 0) + pause;
}

function overallBreach(world: World, { scaleSet, policy }: OsUpgradeRecord, now: number): string | undefined {
  const percent = sickPercent(world, keptInstances(world, scaleSet, now), now);
  const allowed = policy.maxUnhealthyInstancePercent;
  if (percent <= allowed) return undefined;
  return `Rolling Upgrade failed after exceeding the MaxUnhealthyInstancePercent value defined in the RollingUpgradePolicy. ${Math.round(percent)}% of instances are in an unhealthy state - more than the threshold of ${allowed}%.`;
}

/** Whether each machine waits until somebody approves its upgrade. */
export function isDeferred({ properties }: ScaleSetRecord): boolean {
  return (
    valueAt(properties, 'upgradePolicy', 'automaticOSUpgradePolicy', 'osRollingUpgradeDeferral') === true
  );
}

/** The set's own policy only where that is asked for. */
function policyOf(scaleSet: ScaleSetRecord): RollingPolicy {
  const { useRollingUpgradePolicy } = objectAt(
    scaleSet.properties,
    'upgradePolicy',
    'automaticOSUpgradePolicy',
  );
  return rollingPolicy(useRollingUpgradePolicy === true ? scaleSet : { ...scaleSet, properties: {} });
}

function isBusy(world: World, scaleSet: ScaleSetRecord, now: number): boolean {
  const state = stateOf(world.store, scaleSet, now);
  return (
    (state !== 'Succeeded' && state !== 'Failed') || runningUpgrade(world, scaleSet.key, now) !== undefined
  );
}
