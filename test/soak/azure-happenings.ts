import type { FaultEffect, FaultMatch } from '../../local/arm/faults/fault.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { Happening, Stage } from './stage.ts';
import { MOST } from './town.ts';

const LIST = 'GET virtualMachineScaleSets/virtualMachines';
const LIST_FLEXIBLE = 'GET virtualMachines';
const CREATE: FaultMatch = { operation: 'createInstance' };

/** Every effect that the simulated Azure knows, each where it can strike. */
const FAULTS: readonly { match: FaultMatch; effect: FaultEffect; most: number }[] = [
  ...[500, 503, 409, 429].map((status) => ({
    match: {},
    effect: { accept: 'error' as const, status, code: 'Trouble', message: 'For a while.' },
    most: 6,
  })),
  {
    match: {},
    effect: { accept: 'error', status: 503, code: 'Busy', message: 'Later.', retryAfterSeconds: 86_400 },
    most: 1,
  },
  { match: {}, effect: { accept: 'throttle', retryAfterSeconds: 40 }, most: 3 },
  { match: {}, effect: { accept: 'reset' }, most: 4 },
  { match: {}, effect: { accept: 'reset', after: true }, most: 4 },
  { match: {}, effect: { accept: 'slow', seconds: 20 }, most: 4 },
  ...[LIST, LIST_FLEXIBLE].flatMap((operation) => [
    { match: { operation }, effect: { accept: 'partialList' as const, keep: 1 }, most: 8 },
    { match: { operation }, effect: { accept: 'emptyList' as const }, most: 8 },
  ]),
  { match: CREATE, effect: { finish: 'stuck' }, most: 1 },
  { match: CREATE, effect: { finish: 'vanish', afterSeconds: 30 }, most: 1 },
  { match: CREATE, effect: { finish: 'failLater', afterSeconds: 5 }, most: 2 },
  { match: CREATE, effect: { finish: 'slow', factor: 6 }, most: 2 },
  { match: CREATE, effect: { finish: 'recreate', afterSeconds: 20 }, most: 1 },
  { match: CREATE, effect: { finish: 'extensionFailed' }, most: 1 },
  { match: CREATE, effect: { finish: 'allocationFailed' }, most: 1 },
  { match: {}, effect: { event: 'lost' }, most: 10 },
  { match: {}, effect: { event: 'doubled' }, most: 10 },
  { match: {}, effect: { event: 'delayed', seconds: 200 }, most: 10 },
  { match: {}, effect: { event: 'reordered' }, most: 10 },
];

const azureSuffers: Happening = ({ world, draw }) => {
  const fault = draw.of(FAULTS);
  if (!fault) return undefined;
  const { match, effect, most } = fault;
  world.outside.arm.sim.addFault({ match, effect, nth: draw.int(1, 4), times: draw.int(1, most) });
  return JSON.stringify({ ...match, ...effect });
};

const azureIsRightAgain: Happening = ({ world }) => {
  world.outside.arm.sim.clearFaults();
  return 'all of it';
};

const scaled: Happening = ({ world, households, draw }) => {
  const { fleet = '' } = draw.of(households) ?? {};
  const capacity = draw.int(0, 9) === 0 ? 0 : draw.int(1, MOST);
  world.outside.arm.sim.setCapacity(scaleSetId(fleet), capacity);
  return `${fleet} to ${capacity}`;
};

/** Something that the simulated Azure does to one listed instance. */
function toAnInstance(act: (stage: Stage, ref: { scaleSet: string; instance: string }) => void): Happening {
  return (stage) => {
    const { fleet = '' } = stage.draw.of(stage.households) ?? {};
    const scaleSet = scaleSetId(fleet);
    const listed = stage.world.outside.arm.sim
      .instances(scaleSet)
      .filter((each) => each.listed && each.deletingAt === null);
    const one = stage.draw.of(listed);
    if (!one) return undefined;
    act(stage, { scaleSet, instance: one.id });
    return one.name;
  };
}

/** What was installed on it polls no more. */
function reimage({ world }: Stage, ref: { scaleSet: string; instance: string }): void {
  const { arm, octopus } = world.outside;
  const vm = arm.sim.instances(ref.scaleSet).find(({ id }) => id === ref.instance);
  arm.sim.reimageInstance(ref);
  const old = octopus.sim.list('tentacles').find(({ Id }) => Id === `poll://${vm?.vmId}/`);
  if (old) octopus.sim.setTentacle({ host: old.Id, thumbprint: old.thumbprint, from: null });
}

export const AZURE: Readonly<Record<string, [weight: number, Happening]>> = {
  scaled: [10, scaled],
  azureSuffers: [8, azureSuffers],
  azureIsRightAgain: [2, azureIsRightAgain],
  replaced: [3, toAnInstance(({ world }, ref) => world.outside.arm.sim.replaceInstance(ref))],
  reimaged: [2, toAnInstance(reimage)],
  failed: [2, toAnInstance(({ world }, ref) => world.outside.arm.sim.failInstance(ref))],
  vanished: [2, toAnInstance(({ world }, ref) => world.outside.arm.sim.removeInstance(ref))],
  deallocated: [2, toAnInstance(({ world }, ref) => world.outside.arm.sim.setPower(ref, 'deallocated'))],
  started: [4, toAnInstance(({ world }, ref) => world.outside.arm.sim.setPower(ref, 'running'))],
};
