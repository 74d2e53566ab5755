import { operationNotAllowed } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import type { InstanceRecord, OsUpgradeRecord, ScaleSetRecord } from '../records.ts';
import { openOsUpgrade } from '../rules/open-os-upgrade.ts';
import { waitingFor } from '../rules/os-upgrade-batch.ts';
import { isDeferred } from '../rules/os-upgrade.ts';
import { scaleSetOperation } from '../rules/set-operation.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { acceptedAction } from './async-answers.ts';
import { namedInstances, requireAlive } from './delete-instances.ts';
import { requireInstance, requireScaleSet } from './finding.ts';

/** POST approveRollingUpgrade of a set: the instances its body names, or all, may be upgraded. */
export function postApproveRollingUpgrade(world: World, request: ArmRequest): ArmResponse {
  const scaleSet = requireScaleSet(world, request);
  requireAlive(world, scaleSet, request.now);
  const instances = namedInstances(world, scaleSet, { request, target: 'instanceIds', required: false });
  return approve(world, scaleSet, { request, instances, action: 'approveRollingUpgrade/action' });
}

/** The same for one instance. */
export function postApproveInstanceUpgrade(world: World, request: ArmRequest): ArmResponse {
  const { scaleSet, instance } = requireInstance(world, request);
  requireAlive(world, scaleSet, request.now);
  const action = 'virtualMachines/approveRollingUpgrade/action';
  return approve(world, scaleSet, { request, instances: [instance], action });
}

function approve(
  world: World,
  scaleSet: ScaleSetRecord,
  { request, instances, action }: { request: ArmRequest; instances: InstanceRecord[]; action: string },
): ArmResponse {
  const upgrade = requireDeferred(world, scaleSet);
  const pending = new Set(waitingFor(world, scaleSet, { upgrade, now: request.now }).map(({ key }) => key));
  const named = instances.map(({ key }) => key).filter((key) => pending.has(key));
  if (named.length === 0)
    throw operationNotAllowed('None of the instances has a Rolling Upgrade that waits for approval.');
  world.store.osUpgrades.put({ ...upgrade, approved: [...new Set([...upgrade.approved, ...named])] });
  const endsAt = request.now + 3 * SECOND;
  const operation = scaleSetOperation(world, scaleSet, { cause: request, kind: 'Action', endsAt, action });
  return acceptedAction(request, operation);
}

function requireDeferred(world: World, scaleSet: ScaleSetRecord): OsUpgradeRecord {
  const upgrade = isDeferred(scaleSet) ? openOsUpgrade(world, scaleSet) : undefined;
  if (upgrade?.startedAt !== undefined) return upgrade;
  throw operationNotAllowed('There is no ongoing Rolling Upgrade to approve.');
}
