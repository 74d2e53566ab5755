import { objectAt, textAt, type JsonObject } from '../json.ts';
import type { OsUpgradeRecord, RollingUpgradeRecord, ScaleSetRecord } from '../records.ts';
import { imageOf, writtenVersion } from '../rules/image-version.ts';
import { waitingFor } from '../rules/os-upgrade-batch.ts';
import { armTime } from '../times.ts';
import type { World } from '../world.ts';
import { rollingUpgradeView } from './rolling-upgrade-view.ts';

/** One entry of `osUpgradeHistory`. */
export function osUpgradeHistoryView(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: OsUpgradeRecord; now: number },
): JsonObject {
  const { startedAt = now, ended, image, batches } = upgrade;
  const restored = batches.filter((batch) => batch.restored).flatMap(({ failed }) => failed);
  return {
    type: 'Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades',
    location: scaleSet.location,
    properties: {
      runningStatus: {
        code: ended?.code ?? 'RollingForward',
        startTime: armTime(startedAt),
        ...(ended && { endTime: armTime(ended.at) }),
      },
      progress: progressOf(world, scaleSet, { upgrade, now }),
      ...errorOf(upgrade),
      startedBy: 'Platform',
      targetImageReference: image,
      ...(restored.length > 0 && {
        rollbackInfo: {
          successfullyRolledbackInstanceCount: restored.length,
          failedRolledbackInstanceCount: 0,
        },
      }),
    },
  };
}

/** The entry of one that a user began. */
export function begunUpgradeHistoryView(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: RollingUpgradeRecord; now: number },
): JsonObject {
  const latest = rollingUpgradeView(world, scaleSet, { upgrade, now });
  const { progress, error } = objectAt(latest, 'properties');
  const code = textAt(latest, 'properties', 'runningStatus', 'code');
  const endsAt = upgrade.stopped?.at ?? upgrade.batches.at(-1)?.until ?? upgrade.startedAt;
  return {
    ...latest,
    properties: {
      runningStatus: {
        code,
        startTime: armTime(upgrade.startedAt),
        ...(code !== 'RollingForward' && { endTime: armTime(endsAt) }),
      },
      progress,
      ...(error !== undefined && { error }),
      startedBy: 'User',
      targetImageReference: imageAskedFor(scaleSet, upgrade),
    },
  };
}

function imageAskedFor(scaleSet: ScaleSetRecord, { version, disk }: RollingUpgradeRecord): JsonObject {
  const image = imageOf(scaleSet.models[version] ?? scaleSet.properties.virtualMachineProfile);
  const exactVersion = disk?.image ?? writtenVersion(image);
  return { ...image, ...(exactVersion !== undefined && { exactVersion }) };
}

/** The same upgrade as `rollingUpgrades/latest` shows it. */
export function latestOsUpgradeView(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: OsUpgradeRecord; now: number },
): JsonObject {
  const { startedAt = now, ended, policy } = upgrade;
  const cancelled = ended?.code === 'Cancelled';
  return {
    type: 'Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades',
    location: scaleSet.location,
    properties: {
      policy,
      runningStatus: {
        code: ended?.code ?? 'RollingForward',
        startTime: armTime(startedAt),
        lastAction: cancelled ? 'Cancel' : 'Start',
        lastActionTime: armTime(cancelled ? ended.at : startedAt),
      },
      progress: progressOf(world, scaleSet, { upgrade, now }),
      ...errorOf(upgrade),
    },
  };
}

function errorOf({ ended }: OsUpgradeRecord): JsonObject {
  return ended?.message === undefined
    ? {}
    : { error: { code: 'RollingUpgradeFaulted', message: ended.message } };
}

function progressOf(
  world: World,
  scaleSet: ScaleSetRecord,
  { upgrade, now }: { upgrade: OsUpgradeRecord; now: number },
): JsonObject {
  const { batches, ended } = upgrade;
  const count = (of: OsUpgradeRecord['batches']) =>
    of.reduce((sum, { instances }) => sum + instances.length, 0);
  const failed = batches.reduce((sum, batch) => sum + batch.failed.length, 0);
  const running = count(
    batches.filter(({ judgedAt, until }) => judgedAt === undefined && (!ended || until > now)),
  );
  return {
    successfulInstanceCount: count(batches) - failed - running,
    failedInstanceCount: failed,
    inProgressInstanceCount: running,
    pendingInstanceCount: ended?.pending ?? waitingFor(world, scaleSet, { upgrade, now }).length,
  };
}
