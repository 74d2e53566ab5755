import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { Check } from '../../../contracts/rollout/plan.ts';
import { allPages } from '../../all-pages.ts';
import { armCall } from '../../arm-call.ts';
import { type FleetCloud, same } from '../fleet-cloud.ts';
import { isFlexible } from '../instances.ts';
import { asked, doubtful, type Found, ok, wrong } from './found.ts';

/** Whether the rollout can be taken back: there is something to go back to, and nothing that would come along. */
export async function wayBackChecks(cloud: FleetCloud, found: Found): Promise<Check[]> {
  const { stable, sets } = found;
  if (!stable) {
    const message = 'Nothing serves yet: the way back is that there is nothing again.';
    return [ok('wayBack', message), ...leftovers(found)];
  }
  const set = sets.find(({ name }) => same(name, stable.name));
  if (!set) return [];
  const drift = found.front ? await asked('modelDrift', () => driftChecks(cloud, set)) : [];
  return [standing(set), ...unwell(found), ...drift];
}

function standing({ name, provisioningState = '' }: VirtualMachineScaleSet): Check {
  if (provisioningState === 'Succeeded')
    return ok('wayBack', `The way back is ${name}: its size, autoscale, pools and tags are kept.`);
  if (provisioningState === 'Deleting')
    return wrong('wayBack', `${name}, which serves today, is being deleted.`, 'Find out why.');
  const message = `${name}, which serves today, is ${provisioningState}: it may not be a way back.`;
  return doubtful('wayBack', message, 'Wait until it is at rest, or mend it.');
}

function unwell({ stable }: Found): Check[] {
  if (!stable || stable.ready >= stable.size.desired) return [];
  const message = `Of ${stable.name}, which serves today, ${stable.ready} of ${stable.size.desired} machines are ready.`;
  return [doubtful('stableReady', message, 'Mend them first: a way back leads to them.')];
}

/** Machines that take traffic, and are in no production pool. */
function leftovers({ front, units }: Found): Check[] {
  const withMachines = units.filter(({ size }) => size.desired > 0).map(({ name }) => name);
  if (!front || withMachines.length === 0) return [];
  const message = `Nothing of this fleet is in the production pool, though ${withMachines.join(', ')} has machines.`;
  return [doubtful('stableUnit', message, 'Put the unit that serves into the production pool.')];
}

/**
 * Machines are brought to the latest model when pools change. One that lags behind already would take whatever else has
 * changed since, and perhaps restart.
 */
async function driftChecks({ clients, base }: FleetCloud, set: VirtualMachineScaleSet): Promise<Check[]> {
  const isManual = (set.upgradePolicy?.mode ?? 'Manual') === 'Manual';
  if (isFlexible(set) || !isManual || (set.sku?.capacity ?? 0) === 0) return [];
  const { name = '' } = set;
  const { virtualMachineScaleSetVMs } = clients.compute;
  const { value } = await armCall(() => allPages(virtualMachineScaleSetVMs.list(base.resourceGroup, name)));
  const behind = value.filter(({ latestModelApplied }) => latestModelApplied === false).length;
  if (behind === 0) return [];
  const message = `${behind} machines of ${name} have not the latest model; the swap would bring them all of it.`;
  return [wrong('modelDrift', message, 'Upgrade them to the latest model first.')];
}
