import { conflict, entityNotFound, operationNotAllowed } from '../errors.ts';
import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { SECOND } from '../times.ts';
import { startRollingUpgrade, runningUpgrade } from '../rules/start-rolling-upgrade.ts';
import { cancelUpgrade } from '../rules/rolling-upgrade.ts';
import { isFlexible } from '../rules/scale-set-state.ts';
import { scaleSetOperation } from '../rules/write-scale-set.ts';
import { rollingUpgradeView } from '../views/rolling-upgrade-view.ts';
import type { World } from '../world.ts';
import { acceptedAction } from './async-answers.ts';
import { requireScaleSet } from './finding.ts';

export function getLatestRollingUpgrade(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  const upgrade = world.store.upgrades.get(scaleSet.key);
  if (!upgrade) throw entityNotFound();
  return ok(rollingUpgradeView(world, scaleSet, { upgrade, now: request.now }));
}

/** Upgrades of the operating system that the platform has done by itself: it never does here. */
export function listOsUpgradeHistory(world: World, request: ArmRequest): ArmResponse {
  requireScaleSet(world, request);
  return ok({ value: [] });
}

/** POST osRollingUpgrade and extensionRollingUpgrade: every instance is brought to the latest, batch by batch. */
export function postRollingUpgrade(action: 'osRollingUpgrade' | 'extensionRollingUpgrade') {
  return (world: World, request: ArmRequest): ArmResponse => {
    const scaleSet = requireScaleSet(world, request);
    if (isFlexible(scaleSet))
      throw operationNotAllowed(`Operation '${action}' is not supported for Flexible orchestration mode.`);
    if (runningUpgrade(world, scaleSet.key, request.now)) throw conflict();
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
