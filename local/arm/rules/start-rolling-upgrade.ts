import type { OperationRecord, RollingUpgradeRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import type { Cause } from './long-running.ts';
import { judge, planRollingUpgrade } from './rolling-upgrade.ts';
import { scaleSetOperation } from './set-operation.ts';

/** Plans a rolling upgrade, begins its operation and makes the set read `Updating`. */
export function startRollingUpgrade(
  world: World,
  scaleSet: ScaleSetRecord,
  { cause, all, kind, action }: { cause: Cause; all: boolean; kind: 'Write' | 'Action'; action: string },
): OperationRecord {
  const { endsAt, nextIndex, ...plan } = planRollingUpgrade(world, scaleSet, { now: cause.now, all });
  const operation = scaleSetOperation(world, scaleSet, { cause, endsAt, kind, action });
  judge(world, { ...plan, operation: operation.key }, cause.now);
  world.store.scaleSets.put({ ...scaleSet, nextIndex, state: 'Updating', operation: operation.key });
  return operation;
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
