import type { OperationRecord, RollingUpgradeRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { imageOf, openVersion } from './image-version.ts';
import type { Cause } from './long-running.ts';
import { judge, planRollingUpgrade } from './rolling-upgrade.ts';
import { scaleSetOperation } from './set-operation.ts';

/** Plans a rolling upgrade, begins its operation and makes the set read `Updating`. */
export function startRollingUpgrade(
  world: World,
  scaleSet: ScaleSetRecord,
  { cause, all, kind, action }: { cause: Cause; all: boolean; kind: 'Write' | 'Action'; action: string },
): OperationRecord {
  const disk = action === 'osRollingUpgrade/action' ? { disk: newDisk(world, scaleSet) } : {};
  keepFormer(world, scaleSet.key);
  const { endsAt, nextIndex, ...plan } = planRollingUpgrade(world, scaleSet, {
    now: cause.now,
    all,
    ...disk,
  });
  const operation = scaleSetOperation(world, scaleSet, { cause, endsAt, kind, action });
  judge(world, { ...plan, operation: operation.key }, cause.now);
  world.store.scaleSets.put({ ...scaleSet, nextIndex, state: 'Updating', operation: operation.key });
  return operation;
}

function newDisk(world: World, scaleSet: ScaleSetRecord): RollingUpgradeRecord['disk'] {
  const image = openVersion(world, imageOf(scaleSet.properties.virtualMachineProfile));
  return { reimaged: true, ...(image !== undefined && { image }) };
}

/** Upgrades of the operating system stay in the set's history. */
function keepFormer(world: World, scaleSet: string): void {
  const former = world.store.upgrades.get(scaleSet);
  if (former?.disk) world.store.upgrades.put({ ...former, key: `${scaleSet}/${former.startedAt}` });
}

/** All upgrades of the operating system that somebody began, the oldest first. */
export function begunUpgradesOf(world: World, { key, createdAt }: ScaleSetRecord): RollingUpgradeRecord[] {
  return [...world.store.upgrades.values()]
    .filter((upgrade) => upgrade.key === key || upgrade.key.startsWith(`${key}/`))
    .filter(({ disk, startedAt }) => disk !== undefined && startedAt >= createdAt)
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** The set's upgrade, if it still runs. */
export function runningUpgrade(
  world: World,
  scaleSet: string,
  now: number,
): RollingUpgradeRecord | undefined {
  const upgrade = world.store.upgrades.get(scaleSet);
  const end = upgrade && (upgrade.stopped?.at ?? upgrade.batches.at(-1)?.until ?? 0);
  return upgrade && end !== undefined && end > now ? upgrade : undefined;
}
