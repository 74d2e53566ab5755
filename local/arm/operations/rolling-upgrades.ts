import { conflict, entityNotFound, operationNotAllowed } from '../errors.ts';
import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { OsUpgradeRecord, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import { begunUpgradesOf, startRollingUpgrade, runningUpgrade } from '../rules/start-rolling-upgrade.ts';
import { cancelUpgrade } from '../rules/rolling-upgrade.ts';
import { isReplacingDisks, openOsUpgrade, osUpgradesOf } from '../rules/open-os-upgrade.ts';
import { endOsUpgrade } from '../rules/os-upgrade.ts';
import { isFlexible } from '../rules/scale-set-state.ts';
import { scaleSetOperation } from '../rules/write-scale-set.ts';
import {
  begunUpgradeHistoryView,
  latestOsUpgradeView,
  osUpgradeHistoryView,
} from '../views/os-upgrade-view.ts';
import { rollingUpgradeView } from '../views/rolling-upgrade-view.ts';
import type { World } from '../world.ts';
import { acceptedAction } from './async-answers.ts';
import { requireScaleSet } from './finding.ts';

/** The latest of both: a rolling upgrade somebody began, or one of the operating system that the platform did. */
export function getLatestRollingUpgrade(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const found = world.store.upgrades.get(scaleSet.key);
  // One of a former set of the same name is not its own.
  const upgrade = found && found.startedAt >= scaleSet.createdAt ? found : undefined;
  const own = begunOsUpgrades(world, scaleSet).at(-1);
  if (own && (own.startedAt ?? 0) >= (upgrade?.startedAt ?? 0))
    return ok(latestOsUpgradeView(world, scaleSet, { upgrade: own, now: request.now }));
  if (!upgrade) throw entityNotFound();
  return ok(rollingUpgradeView(world, scaleSet, { upgrade, now: request.now }));
}

/** Upgrades of the operating system, by the platform and by users, the newest first. */
export function listOsUpgradeHistory(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const { now } = request;
  const own = begunOsUpgrades(world, scaleSet).map((upgrade) => ({
    at: upgrade.startedAt ?? 0,
    view: osUpgradeHistoryView(world, scaleSet, { upgrade, now }),
  }));
  const begun = begunUpgradesOf(world, scaleSet).map((upgrade) => ({
    at: upgrade.startedAt,
    view: begunUpgradeHistoryView(world, scaleSet, { upgrade, now }),
  }));
  const all = [...own, ...begun].sort((a, b) => b.at - a.at);
  return ok({ value: all.map(({ view }) => view) });
}

function begunOsUpgrades(world: World, scaleSet: ScaleSetRecord): OsUpgradeRecord[] {
  return osUpgradesOf(world, scaleSet).filter(({ startedAt }) => startedAt !== undefined);
}

/** POST osRollingUpgrade and extensionRollingUpgrade: every instance is brought to the latest, batch by batch. */
export function postRollingUpgrade(action: 'osRollingUpgrade' | 'extensionRollingUpgrade') {
  return (world: World, request: ArmRequest): ArmResponse => {
    const scaleSet = requireScaleSet(world, request);
    if (isFlexible(scaleSet))
      throw operationNotAllowed(`Operation '${action}' is not supported for Flexible orchestration mode.`);
    if (runningUpgrade(world, scaleSet.key, request.now) || openOsUpgrade(world, scaleSet)) throw conflict();
    const operation = startRollingUpgrade(world, scaleSet, {
      cause: request,
      all: true,
      action: `${action}/action`,
      kind: 'Action',
    });
    return acceptedAction(request, operation);
  };
}

export function postCancelRollingUpgrade(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const open = openOsUpgrade(world, scaleSet);
  if (open) return cancelOsUpgrade(world, scaleSet, { open, request });
  const upgrade = runningUpgrade(world, scaleSet.key, request.now);
  if (!upgrade) throw operationNotAllowed('There is no ongoing Rolling Upgrade to cancel.');
  const { stopped } = cancelUpgrade(world, upgrade, request.now);
  const operation = scaleSetOperation(world, scaleSet, {
    cause: request,
    endsAt: Math.max(stopped?.at ?? 0, request.now + SECOND),
    kind: 'Action',
    action: 'rollingUpgrades/cancel/action',
  });
  return acceptedAction(request, operation);
}

/** The batch that runs is finished, and no other follows. */
function cancelOsUpgrade(
  world: World,
  scaleSet: ScaleSetRecord,
  { open, request }: { open: OsUpgradeRecord; request: ArmRequest },
): ArmResponse {
  const until = isReplacingDisks(open) ? (open.batches.at(-1)?.until ?? 0) : 0;
  endOsUpgrade(world, open, { at: request.now, code: 'Cancelled' });
  const operation = scaleSetOperation(world, scaleSet, {
    cause: request,
    endsAt: Math.max(until, request.now + SECOND),
    kind: 'Action',
    action: 'rollingUpgrades/cancel/action',
  });
  return acceptedAction(request, operation);
}
