import type { VirtualMachineScaleSet, VirtualMachineScaleSetUpdate } from '@azure/arm-compute';
import { permanent } from '../../contracts/problem.ts';
import type { Place } from '../../contracts/rollout/facets.ts';
import type { Progress } from '../../ports/rollout.ts';
import { failed, type Step } from './facet.ts';
import { type FleetCloud, listSets, same } from './fleet-cloud.ts';
import { type Front, frontOf } from './front.ts';
import { hiddenPools, withHiddenPools, withoutHidden } from './hidden-pools.ts';
import { listInstances } from './instances.ts';
import { listInterfaces, outOfPlace } from './interfaces.ts';
import { beginOperation } from './operations.ts';
import {
  isReachedAlike,
  nicsOf,
  type OtherPools,
  otherPools,
  placed,
  placeOf,
  poolsByConfiguration,
  positionsOf,
} from './pools.ts';
import { running } from './token.ts';
import { isUnitOf } from './units.ts';

/** The place of every unit of the fleet, by its model. One call a page. */
export async function readExposure(cloud: FleetCloud, name: string): Promise<Record<string, Place>> {
  const front = frontOf(cloud, name);
  const units = (await listSets(cloud)).filter((set) => isUnitOf(cloud, set));
  return Object.fromEntries(units.map((set) => [set.name ?? '', placeOf(nicsOf(set), front)]));
}

interface Moving {
  cloud: FleetCloud;
  front: Front;
  sets: VirtualMachineScaleSet[];
}

/**
 * One unit after the other: its model first, then its machines. Whoever joins production goes first, so that within one
 * change, too, nobody leaves it alone.
 */
export async function stepExposure(cloud: FleetCloud, step: Step<'exposure'>): Promise<Progress> {
  const { of, to } = step.going.change;
  const moving = { cloud, front: frontOf(cloud, of), sets: await listSets(cloud) };
  const inOrder = Object.entries(to).sort(([, a], [, b]) => b.production - a.production);
  for (const [unit, place] of inOrder) {
    const set = moving.sets.find(({ name }) => same(name, unit));
    if (!set) {
      if (place.production > 0 || place.stage) return failed(missing(unit));
      continue;
    }
    const progress = await stepUnit(moving, step, { unit, set, place });
    if (progress.state !== 'done') return progress;
  }
  return { state: 'done' };
}

interface Moved {
  unit: string;
  set: VirtualMachineScaleSet;
  place: Place;
}

/** How often what an operation says it has done is looked for, before it counts as not done. */
const MOST_LOOKS = 18;
/** So many looks in vain, and it is asked for once more. */
const LOOKS_A_WRITE = 6;

async function stepUnit(moving: Moving, step: Step<'exposure'>, moved: Moved): Promise<Progress> {
  const { going } = step;
  const model = await modelFor(moving, moved);
  const left = model ? [] : await machinesLeft(moving.cloud, moved);
  if (!model && left.length === 0) return { state: 'done' };
  const key = `${moved.unit}:${model ? 'model' : left.length}`;
  // Only what comes no nearer is counted.
  const looks = going.stuckAt === key ? going.looks + 1 : 0;
  if (looks > MOST_LOOKS) return failed(notMoving(moved.unit, left.length));
  const next = { ...going, looks, stuckAt: key };
  if (isBusy(moved.set, looks)) return running(next, { pollAfterSeconds: 10 });
  if (model) return running(next, await writeModel(moving.cloud, moved, model));
  return upgradeSome(moving.cloud, { ...moved, left }, next);
}

/** Begun by an attempt whose answer was lost, or told to be done and not seen yet. */
function isBusy({ provisioningState }: VirtualMachineScaleSet, looks: number): boolean {
  return provisioningState === 'Updating' || looks % LOOKS_A_WRITE > 0;
}

/** The interfaces and tags that the model must have; `undefined`: it has them. */
async function modelFor(
  { cloud, front, sets }: Moving,
  { set, place }: Moved,
): Promise<VirtualMachineScaleSetUpdate | undefined> {
  const nics = nicsOf(set);
  const tags = set.tags ?? {};
  const isLive = placeOf(nics, front).production > 0;
  const others = isLive ? otherPools(nics, front) : await othersOf({ cloud, front, sets }, set);
  const own = positionsOf(nics, front);
  const at = own.length > 0 ? own : sets.map((one) => positionsOf(nicsOf(one), front)).find(isSome);
  const wanted = placed(nics, { front, place, at: at ?? [], others });
  if (isReachedAlike(wanted, nics)) return undefined;
  return {
    tags: place.production > 0 ? withoutHidden(tags) : await withHiddenPools(cloud, tags, others),
    virtualMachineProfile: { networkProfile: { networkInterfaceConfigurations: wanted } },
  };
}

/** What a unit out of production was reached through besides while it was in. */
async function othersOf({ cloud, front }: Moving, set: VirtualMachineScaleSet): Promise<OtherPools[]> {
  return (await hiddenPools(cloud, set.tags ?? {})) ?? otherPools(nicsOf(set), front);
}

function isSome(list: string[]): boolean {
  return list.length > 0;
}

async function writeModel(
  { clients, base }: FleetCloud,
  { unit, set }: Moved,
  model: VirtualMachineScaleSetUpdate,
) {
  const condition = set.etag ? { ifMatch: set.etag } : {};
  return beginOperation(() =>
    clients.compute.virtualMachineScaleSets.update(base.resourceGroup, unit, model, condition),
  );
}

/** The machines whose interfaces are not in the pools of their model yet. */
async function machinesLeft(cloud: FleetCloud, { unit, set }: Moved): Promise<string[]> {
  if ((set.sku?.capacity ?? 0) === 0) return [];
  const instances = await listInstances(cloud, unit, set);
  const wrong = outOfPlace(await listInterfaces(cloud, unit, set), configurationsOf(set));
  return instances
    .filter(({ resourceId }) => wrong.has(resourceId.toLowerCase()))
    .map(({ instanceId }) => instanceId);
}

/** By configuration alone: a machine's interface has a name of its own in a Flexible set. */
function configurationsOf(set: VirtualMachineScaleSet): Map<string, string> {
  const byPosition = poolsByConfiguration(nicsOf(set));
  return new Map([...byPosition].map(([at, pools]) => [at.slice(at.lastIndexOf('/') + 1), pools]));
}

/** A fifth at a time, so that a model that does harm does not harm all. */
const SHARE = 5;
const LEAST = 10;

async function upgradeSome(
  { clients, base }: FleetCloud,
  { unit, set, left }: Moved & { left: string[] },
  going: Step<'exposure'>['going'],
): Promise<Progress> {
  // With the other policies Azure does it by itself, and it is waited for.
  if ((set.upgradePolicy?.mode ?? 'Manual') !== 'Manual') return running(going, { pollAfterSeconds: 15 });
  const batch = left.slice(0, Math.max(LEAST, Math.ceil((set.sku?.capacity ?? 0) / SHARE)));
  const begun = await beginOperation(() =>
    clients.compute.virtualMachineScaleSets.updateInstances(base.resourceGroup, unit, { instanceIds: batch }),
  );
  return running(going, begun);
}

function missing(unit: string) {
  return permanent(
    'unitNotFound',
    `There is no scale set ${unit} to expose.`,
    'Roll back, or make it again.',
  );
}

function notMoving(unit: string, left: number) {
  const what = left === 0 ? 'its model does not take the pools' : `${left} of its machines do not`;
  return permanent(
    'exposureNotReached',
    `${unit} was to change its pools, and ${what}.`,
    'See the activity log of the scale set; then retry or roll back.',
  );
}
