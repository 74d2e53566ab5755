import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import { permanent, type ProblemError, transient } from '../../contracts/problem.ts';
import type { Facets, UnitSpec } from '../../contracts/rollout/facets.ts';
import type { Progress } from '../../ports/rollout.ts';
import { removeSettingsOf } from './autoscale-settings.ts';
import { cloneModel } from './clone-model.ts';
import { failed, type Step } from './facet.ts';
import { type FleetCloud, readSet, same } from './fleet-cloud.ts';
import { frontOf } from './front.ts';
import { imageFacts } from './image-facts.ts';
import { isOurs, isOfAttempt, tagsOfNew } from './marks.ts';
import { beginOperation, type Begun } from './operations.ts';
import { nicsOf, otherPools, placed, placeOf, positionsOf } from './pools.ts';
import { secretValues } from './secret-values.ts';
import { running } from './token.ts';
import { withHiddenPools } from './hidden-pools.ts';

type Existence = Facets['existence'];

export async function readExistence(cloud: FleetCloud, unit: string): Promise<Existence> {
  return (await readSet(cloud, unit)) ? 'present' : 'absent';
}

/** One step towards a unit’s being there, or not: what is so already is done, what is on its way is waited for. */
export async function stepExistence(cloud: FleetCloud, step: Step<'existence'>): Promise<Progress> {
  const { to, of } = step.going.change;
  const set = await readSet(cloud, of);
  if (to === 'present') {
    if (set) return { state: 'done' };
    const gone = `${of} is gone, and cannot be made again from what is known of it.`;
    return failed(permanent('unitNotFound', gone, 'Roll an image out anew.'));
  }
  return to === 'absent' ? remove(cloud, set, step) : make(cloud, set, { step, spec: to.made });
}

interface Make {
  step: Step<'existence'>;
  spec: UnitSpec;
}

async function make(
  cloud: FleetCloud,
  set: VirtualMachineScaleSet | undefined,
  asked: Make,
): Promise<Progress> {
  const { going, isFirst } = asked.step;
  const { of } = going.change;
  if (!set) return isFirst ? running(going, await put(cloud, asked)) : failed(vanished(of));
  if (!isOurs(cloud, set)) return failed(taken(of));
  switch (set.provisioningState) {
    case 'Deleting':
      throw transient('unitBeingDeleted', `${of} is still being deleted.`);
    case 'Succeeded':
      return asAsked(cloud, set, asked.spec);
    case 'Failed':
    case 'Canceled':
      // A new attempt may mend what the one before left; the same one has failed.
      if (!isFirst || isOfAttempt(set, going.once)) return failed(notMade(of));
      return running(going, await put(cloud, asked, set));
    default:
      return running(going, { pollAfterSeconds: 10 });
  }
}

async function put(
  cloud: FleetCloud,
  { step: { going }, spec }: Make,
  before?: VirtualMachineScaleSet,
): Promise<Begun> {
  const { of } = going.change;
  const model = await modelOf(cloud, { name: of, once: going.once, at: going.at, spec });
  const { compute } = cloud.clients;
  // Nobody else's set of that name is written over, however late it came.
  const condition = before ? { ifMatch: before.etag ?? '*' } : { ifNoneMatch: '*' };
  return beginOperation(() =>
    compute.virtualMachineScaleSets.createOrUpdate(cloud.base.resourceGroup, of, model, condition),
  );
}

interface Making {
  name: string;
  once: string;
  at: string;
  spec: UnitSpec;
}

async function modelOf(cloud: FleetCloud, { name, once, at, spec }: Making): Promise<VirtualMachineScaleSet> {
  const base = await readSet(cloud, spec.like, { userData: true });
  if (!base)
    throw permanent(
      'baseNotFound',
      `There is no scale set ${spec.like} to make ${name} like.`,
      "Check the fleet's scale set.",
    );
  const { revision, labels, size } = spec;
  const image = await imageFacts(cloud, spec.image, base.location);
  const secrets = await secretValues(cloud.secrets, spec.secrets);
  const { nics, hidden } = interfacesOf(cloud, base, spec);
  const tags = tagsOfNew(cloud, base.tags ?? {}, { name, revision, once, at, labels });
  return cloneModel(base, {
    ...{ image, revision, capacity: size.desired, secrets, nics },
    tags: await withHiddenPools(cloud, tags, hidden),
  });
}

/** Where nothing is switched it stands wherever the base does; else where it belongs, and nowhere besides. */
function interfacesOf(cloud: FleetCloud, base: VirtualMachineScaleSet, { front: name, place }: UnitSpec) {
  const nics = nicsOf(base);
  if (name === undefined) return { nics, hidden: [] };
  const front = frontOf(cloud, name);
  const others = otherPools(nics, front);
  const at = positionsOf(nics, front);
  return {
    nics: placed(nics, { front, place, at, others }),
    hidden: place.production > 0 ? [] : others,
  };
}

/** The operation's word is not enough: it is there, of this image, where it belongs. */
function asAsked(cloud: FleetCloud, set: VirtualMachineScaleSet, spec: UnitSpec): Progress {
  const wrong = [
    ...(isOfImage(set, spec) ? [] : ['its image']),
    ...(isInPlace(cloud, set, spec) ? [] : ['its pools']),
  ];
  if (wrong.length === 0) return { state: 'done' };
  return failed(
    permanent(
      'unitNotAsAsked',
      `${set.name} was made, but ${wrong.join(' and ')} are not what was asked for.`,
      'See who else writes to it; then roll back.',
    ),
  );
}

function isOfImage({ virtualMachineProfile }: VirtualMachineScaleSet, { image }: UnitSpec): boolean {
  const shown = virtualMachineProfile?.storageProfile?.imageReference;
  const id = image.version ?? image.managedImage;
  if (id !== undefined) return same(shown?.id, id);
  const parts = ['publisher', 'offer', 'sku', 'version'] as const;
  return parts.every((part) => same(shown?.[part], image.marketplace?.[part]));
}

function isInPlace(cloud: FleetCloud, set: VirtualMachineScaleSet, { front, place }: UnitSpec): boolean {
  if (front === undefined) return true;
  const shown = placeOf(nicsOf(set), frontOf(cloud, front));
  return shown.production > 0 === place.production > 0 && shown.stage === place.stage;
}

async function remove(
  cloud: FleetCloud,
  set: VirtualMachineScaleSet | undefined,
  { going, isFirst }: Step<'existence'>,
): Promise<Progress> {
  const { of } = going.change;
  if (!set) {
    await removeSettingsOf(cloud, of);
    return { state: 'done' };
  }
  if (!isOurs(cloud, set)) return failed(foreign(of));
  if (set.provisioningState === 'Deleting') return running(going, { pollAfterSeconds: 10 });
  if (!isFirst && going.looks > 0)
    return failed(
      permanent(
        'unitNotRemoved',
        `Azure says ${of} was deleted, and it is still there.`,
        'Delete it by hand.',
      ),
    );
  await removeSettingsOf(cloud, of);
  const begun = await beginOperation(() =>
    cloud.clients.compute.virtualMachineScaleSets.delete(cloud.base.resourceGroup, of),
  );
  return running({ ...going, looks: going.looks + 1 }, begun);
}

function notMade(unit: string): ProblemError {
  return permanent(
    'unitFailed',
    `Azure could not make ${unit}.`,
    'See its activity log; then retry or roll back.',
  );
}

function vanished(unit: string): ProblemError {
  return permanent(
    'unitVanished',
    `${unit} was made, and is not there.`,
    'See the activity log who removed it; then retry.',
  );
}

function taken(unit: string): ProblemError {
  return permanent(
    'unitNameTaken',
    `There is a scale set ${unit} that no rollout of this fleet made.`,
    'Rename or remove it, or give the fleet another prefix.',
  );
}

function foreign(unit: string): ProblemError {
  return permanent(
    'unitNotOurs',
    `${unit} does not carry the mark of this fleet, so it is not removed.`,
    'Remove it by hand if nobody needs it.',
  );
}
