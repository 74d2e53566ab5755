import { valueAt } from '../json.ts';
import type { OsUpgradeRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';

/** Whether the platform keeps the operating system of a set's machines up to date. */
export function upgradesItself({ properties }: ScaleSetRecord): boolean {
  return (
    valueAt(properties, 'upgradePolicy', 'automaticOSUpgradePolicy', 'enableAutomaticOSUpgrade') === true
  );
}

/** The upgrades of this set, the oldest first; a former set of the same name has left none to it. */
export function osUpgradesOf(world: World, { key, createdAt }: ScaleSetRecord): OsUpgradeRecord[] {
  return [...world.store.osUpgrades.group(key)].filter(({ scheduledAt }) => scheduledAt >= createdAt);
}

export function openOsUpgrade(world: World, scaleSet: ScaleSetRecord): OsUpgradeRecord | undefined {
  const newest = osUpgradesOf(world, scaleSet).at(-1);
  return newest?.ended ? undefined : newest;
}

/** Whether a batch runs, or it is not known yet how it went. */
export function isReplacingDisks(upgrade: OsUpgradeRecord | undefined): boolean {
  const batch = upgrade?.batches.at(-1);
  return batch !== undefined && batch.judgedAt === undefined;
}
