import type { JsonObject } from '../json.ts';
import type { RollingUpgradeRecord, ScaleSetRecord } from '../records.ts';
import { isUnhealthy } from '../rules/rolling-upgrade.ts';
import { armTime } from '../times.ts';
import type { World } from '../world.ts';

/** `rollingUpgrades/latest`: how far the upgrade is at this time. */
export function rollingUpgradeView(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: RollingUpgradeRecord; now: number },
): JsonObject {
  const stopped = stoppedBy(upgrade, now);
  return {
    type: 'Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades',
    location: scaleSet.location,
    properties: {
      policy: upgrade.policy,
      runningStatus: {
        code: stopped?.code ?? codeOf(upgrade, now),
        startTime: armTime(upgrade.startedAt),
        lastAction: upgrade.lastAction,
        lastActionTime: armTime(upgrade.startedAt),
      },
      progress: progressOf(world, upgrade, { now, halted: stopped !== undefined }),
      ...(stopped?.message !== undefined && {
        error: { code: 'RollingUpgradeFaulted', message: stopped.message },
      }),
    },
  };
}

function stoppedBy({ stopped }: RollingUpgradeRecord, now: number): RollingUpgradeRecord['stopped'] {
  return stopped && stopped.at <= now ? stopped : undefined;
}

function codeOf({ batches, startedAt }: RollingUpgradeRecord, now: number): 'Completed' | 'RollingForward' {
  return (batches.at(-1)?.until ?? startedAt) <= now ? 'Completed' : 'RollingForward';
}

function progressOf(
  world: World,
  upgrade: RollingUpgradeRecord,
  { now, halted }: { now: number; halted: boolean },
): JsonObject {
  const progress = {
    successfulInstanceCount: 0,
    failedInstanceCount: 0,
    inProgressInstanceCount: 0,
    pendingInstanceCount: 0,
  };
  for (const { instances, from, until, surge } of upgrade.batches)
    for (const key of surge ?? instances) {
      const instance = world.store.instances.get(key);
      if (from > now || (halted && until > now)) progress.pendingInstanceCount++;
      else if (until > now) progress.inProgressInstanceCount++;
      else if (instance && isUnhealthy(world, instance, now)) progress.failedInstanceCount++;
      else progress.successfulInstanceCount++;
    }
  return progress;
}
