import { valueAt } from '../json.ts';
import type { InstanceRecord, OsUpgradeBatch, OsUpgradeRecord, ScaleSetRecord } from '../records.ts';
import { MINUTE } from '../times.ts';
import type { World } from '../world.ts';
import { duration, spoiledUpgrade } from './actions.ts';
import { compareVersions, diskVersion } from './image-version.ts';
import { latest } from './instance-state.ts';
import { keptInstances } from './resize.ts';
import { isUnhealthy } from './rolling-upgrade.ts';
import { upgraded } from './upgrade.ts';

/** So long a machine has to become healthy on its new disk. */
const TIME_TO_HEAL = 5 * MINUTE;

/** The instances an upgrade is still to reach: on an older version, not protected, neither rejected nor tried. */
export function waitingFor(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: OsUpgradeRecord; now: number },
): InstanceRecord[] {
  const over = new Set([...upgrade.rejected, ...upgrade.batches.flatMap(({ instances }) => instances)]);
  return keptInstances(world, scaleSet.key, now)
    .filter((instance) => !over.has(instance.key) && instance.protection?.protectFromScaleSetActions !== true)
    .filter((instance) => {
      const version = diskVersion(scaleSet, instance, now);
      return version !== undefined && compareVersions(version, upgrade.image.exactVersion) < 0;
    })
    .sort((a, b) => a.index - b.index);
}

/** Gives the members disks of the new version, all at once. */
export function replaceDisks(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, members, now }: { upgrade: OsUpgradeRecord; members: InstanceRecord[]; now: number },
): true {
  const until =
    now + Math.max(...members.map((instance) => duration(world, { instance, action: 'osUpgrade', now })));
  const image = upgrade.image.exactVersion;
  const model = { version: scaleSet.modelVersion, reimaged: true as const, image };
  for (const instance of members) {
    const next = upgraded(instance, { ...model, from: now, until });
    world.store.instances.put(spoiledUpgrade(world, next, until));
  }
  const batch: OsUpgradeBatch = {
    instances: members.map(({ key }) => key),
    ...{ from: now, until, failed: [], restored: false },
  };
  world.store.osUpgrades.put({ ...upgrade, batches: [...upgrade.batches, batch] });
  return true;
}

/** The upgrade with its last batch judged, or undefined while one of its machines still has time to become healthy. */
export function judgeBatch(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: OsUpgradeRecord; now: number },
): OsUpgradeRecord | undefined {
  const batch = upgrade.batches.at(-1);
  if (!batch || now < batch.until) return undefined;
  const sick = recordsOf(world, batch.instances).filter((instance) => isUnhealthy(world, instance, now));
  if (sick.length > 0 && now < batch.until + TIME_TO_HEAL) return undefined;
  const restored = sick.length > 0 && !keepsFailed(scaleSet);
  const ends = restored ? sick.map((instance) => restore(world, scaleSet, { instance, batch, now })) : [];
  const judged = {
    ...batch,
    judgedAt: Math.max(now, ...ends),
    failed: sick.map(({ key }) => key),
    restored,
  };
  return { ...upgrade, batches: [...upgrade.batches.slice(0, -1), judged] };
}

/** Why the upgrade stops: too many of the machines upgraded so far are not healthy. */
export function breachOf(world: World, upgrade: OsUpgradeRecord, now: number): string | undefined {
  const failed = new Set(upgrade.batches.flatMap((batch) => batch.failed));
  const done = upgrade.batches.flatMap(({ instances }) => instances);
  const sick = recordsOf(world, done).filter(({ key }) => failed.has(key) || isSickNow(world, key, now));
  const percent = (sick.length * 100) / Math.max(1, done.length);
  const allowed = upgrade.policy.maxUnhealthyUpgradedInstancePercent;
  if (percent <= allowed) return undefined;
  return `Rolling Upgrade failed after exceeding the MaxUnhealthyUpgradedInstancePercent value defined in the RollingUpgradePolicy. ${Math.round(percent)}% of instances are in an unhealthy state after being upgraded - more than the threshold of ${allowed}%. The most impactful error is: Instance found to be unhealthy or unreachable.. First failed instance ID is: ${sick[0]?.id}.`;
}

export function sickPercent(world: World, instances: InstanceRecord[], now: number): number {
  const sick = instances.filter((instance) => isUnhealthy(world, instance, now)).length;
  return (sick * 100) / Math.max(1, instances.length);
}

/** The machine has its former disk again, and what ran on that was healthy. Returns when that is done. */
function restore(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, batch, now }: { instance: InstanceRecord; batch: OsUpgradeBatch; now: number },
): number {
  const former = latest(instance.applied, batch.from) ?? instance.applied[0];
  const image = diskVersion(scaleSet, instance, batch.from);
  const until = now + duration(world, { instance, action: 'osRestore', now });
  const wasHealthy = !isUnhealthy(world, instance, batch.from);
  const { failure, ...rest } = instance;
  world.store.instances.put({
    ...upgraded(rest, {
      version: former?.version ?? scaleSet.modelVersion,
      reimaged: true,
      ...(image !== undefined && { image }),
      ...{ from: now, until },
    }),
    ...(failure && failure.at < batch.from && { failure }),
    ...(wasHealthy && { health: [...(instance.health ?? []), { state: 'healthy', at: until }] }),
  });
  return until;
}

function keepsFailed({ properties }: ScaleSetRecord): boolean {
  return (
    valueAt(properties, 'upgradePolicy', 'automaticOSUpgradePolicy', 'disableAutomaticRollback') === true
  );
}

function isSickNow(world: World, key: string, now: number): boolean {
  const instance = world.store.instances.get(key);
  return instance !== undefined && isUnhealthy(world, instance, now);
}

function recordsOf(world: World, keys: string[]): InstanceRecord[] {
  return keys.flatMap((key) => world.store.instances.get(key) ?? []);
}
