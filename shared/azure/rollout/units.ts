import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { revisionPrefix } from '../../contracts/fleet.ts';
import { type FleetCloud, same } from './fleet-cloud.ts';
import { isOfAnother, isOurs, revisionOf } from './marks.ts';
import { normalized } from './names.ts';

/** The base itself, the revisions that rollouts of this fleet made, and those that Harness made under the same prefix. */
export function isUnitOf(cloud: FleetCloud, set: VirtualMachineScaleSet): boolean {
  if (same(set.name, cloud.base.name)) return !isOfAnother(cloud, set);
  return isOurs(cloud, set) || isHarnessUnit(cloud, set);
}

function isHarnessUnit(cloud: FleetCloud, set: VirtualMachineScaleSet): boolean {
  if (isOfAnother(cloud, set) || revisionOf(set) === undefined) return false;
  const name = set.name?.toLowerCase() ?? '';
  const prefix = revisionPrefix(cloud.fleet.fleet);
  // Harness wrote hyphens and points in another way, too.
  return [normalized(prefix), prefix.replaceAll(/\W/g, '__')].some((beginning) =>
    name.startsWith(`${beginning.toLowerCase()}__`),
  );
}
