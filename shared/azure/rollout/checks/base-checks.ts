import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { Check } from '../../../contracts/rollout/plan.ts';
import type { FleetCloud } from '../fleet-cloud.ts';
import { isOfAnother } from '../marks.ts';
import { doubtful, type Found, ok, wrong } from './found.ts';

/** Whether the base is there, ours to copy, and at rest. */
export function baseChecks(cloud: FleetCloud, { base }: Found): Check[] {
  const { name } = cloud.base;
  if (!base)
    return [
      wrong('base', `There is no scale set ${name} to make revisions like.`, "Check the fleet's scale set."),
    ];
  if (isOfAnother(cloud, base))
    return [
      wrong('base', `${name} was made by a rollout of another fleet.`, "Correct the fleet's scale set."),
    ];
  return [stateOf(name, base), ...upgradesByAzure(name, base)];
}

function stateOf(
  name: string,
  { provisioningState = '', virtualMachineProfile }: VirtualMachineScaleSet,
): Check {
  if (!virtualMachineProfile)
    return wrong(
      'base',
      `${name} only gathers machines and has no model to copy.`,
      'Name a scale set with a model.',
    );
  if (provisioningState === 'Deleting')
    return wrong('base', `${name} is being deleted.`, "Correct the fleet's scale set.");
  if (provisioningState === 'Succeeded') return ok('base', `${name} is there and can be copied.`);
  return doubtful('base', `${name} is ${provisioningState}.`, 'Wait until it is at rest.');
}

/** Azure replacing images by itself meanwhile would change the old unit under the rollout. */
function upgradesByAzure(name: string, { upgradePolicy }: VirtualMachineScaleSet): Check[] {
  if (upgradePolicy?.automaticOSUpgradePolicy?.enableAutomaticOSUpgrade !== true) return [];
  const message = `Azure upgrades the operating system of ${name} by itself, also during a rollout.`;
  return [
    doubtful('automaticOsUpgrade', message, 'Switch automatic OS upgrades off, or roll out between them.'),
  ];
}
