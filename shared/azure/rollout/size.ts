import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { permanent } from '../../contracts/problem.ts';
import type { Size } from '../../contracts/rollout/facets.ts';
import type { Progress } from '../../ports/rollout.ts';
import { failed, type Step } from './facet.ts';
import { type FleetCloud, readSet } from './fleet-cloud.ts';
import { beginOperation, type Begun } from './operations.ts';
import { running } from './token.ts';

/** A scale set has a capacity, and no limits: those are its autoscale setting's. */
export async function readSize(cloud: FleetCloud, unit: string): Promise<Size> {
  return sizeOf(await readSet(cloud, unit));
}

export function sizeOf(set: VirtualMachineScaleSet | undefined): Size {
  const desired = set?.sku?.capacity ?? 0;
  return { min: desired, desired, max: desired };
}

/** How often the capacity is looked for after an operation that says it is done. */
const MOST_LOOKS = 5;

/** The capacity is as wanted, and Azure has ended working on it; whether the machines are well is asked for itself. */
export async function stepSize(cloud: FleetCloud, { going, isFirst }: Step<'size'>): Promise<Progress> {
  const { of, to } = going.change;
  const set = await readSet(cloud, of);
  // What is not there has no machines.
  if (!set && to.desired === 0) return { state: 'done' };
  if (!set || set.provisioningState === 'Deleting') return failed(missing(of));
  const standing = standingOf(set, to.desired);
  if (standing === 'reached') return { state: 'done' };
  if (standing === 'onItsWay') return running(going, { pollAfterSeconds: 10 });
  if (isFirst) return running(going, await resize(cloud, set, { unit: of, capacity: to.desired }));
  if (standing === 'failed' || going.looks >= MOST_LOOKS) return failed(notReached(of, to.desired, set));
  return running({ ...going, looks: going.looks + 1 }, { pollAfterSeconds: 10 });
}

/** `other`: the capacity is another one. */
function standingOf(
  { sku, provisioningState }: VirtualMachineScaleSet,
  capacity: number,
): 'reached' | 'onItsWay' | 'failed' | 'other' {
  if (sku?.capacity !== capacity) return 'other';
  if (provisioningState === 'Updating' || provisioningState === 'Creating') return 'onItsWay';
  return provisioningState === 'Succeeded' ? 'reached' : 'failed';
}

function resize(
  { clients, base }: FleetCloud,
  set: VirtualMachineScaleSet,
  { unit, capacity }: { unit: string; capacity: number },
): Promise<Begun> {
  const sku = { ...set.sku, capacity };
  return beginOperation(() =>
    clients.compute.virtualMachineScaleSets.update(base.resourceGroup, unit, { sku }),
  );
}

function missing(unit: string) {
  return permanent(
    'unitNotFound',
    `There is no scale set ${unit} to resize.`,
    'Roll back, or make it again.',
  );
}

function notReached(unit: string, capacity: number, { provisioningState }: VirtualMachineScaleSet) {
  return permanent(
    'sizeNotReached',
    `${unit} was to have a capacity of ${capacity}; Azure says it is done, and the scale set is ${provisioningState}.`,
    'See its activity log; then retry or roll back.',
  );
}
