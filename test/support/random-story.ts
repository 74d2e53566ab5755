import fc from 'fast-check';
import { type Given } from './given.ts';
import type { Then } from './then.ts';
import type { When } from './when.ts';
import type { World } from './world.ts';

/** One thing that happens, as data, so that a failing story can be read and shrunk. */
export type Event =
  | { what: 'scaled'; to: number }
  | { what: 'minutesPass'; minutes: number }
  | { what: 'replaced' | 'failed' | 'targetRemoved'; which: number }
  /** After so many more durable commits, or before an activity's answer is kept. */
  | { what: 'killed'; after: number }
  | { what: 'eventsLost' | 'eventsDelivered' | 'listEmpty' | 'listPartial' | 'listRight' }
  | { what: 'octopusDown' | 'octopusThrottles' | 'answersLost' | 'octopusUp' | 'deploymentFails' };

const MOST = 5;

const quiet = fc.record({
  what: fc.constant('minutesPass' as const),
  minutes: fc.integer({ min: 1, max: 24 }).map((quarters) => quarters / 4),
});
const scaled = fc.record({ what: fc.constant('scaled' as const), to: fc.integer({ min: 1, max: MOST }) });
const toOne = fc.record({
  what: fc.constantFrom('replaced' as const, 'failed' as const, 'targetRemoved' as const),
  which: fc.nat(MOST - 1),
});
const killed = fc.record({ what: fc.constant('killed' as const), after: fc.integer({ min: 1, max: 80 }) });
const trouble = fc.record({
  what: fc.constantFrom(
    ...(['eventsLost', 'eventsDelivered', 'listEmpty', 'listPartial', 'listRight'] as const),
    ...(['octopusDown', 'octopusThrottles', 'answersLost', 'octopusUp', 'deploymentFails'] as const),
  ),
});

/** Up to a dozen things that happen, with time between them. */
export const stories: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: quiet },
    { weight: 3, arbitrary: scaled },
    { weight: 2, arbitrary: toOne },
    { weight: 2, arbitrary: trouble },
    { weight: 1, arbitrary: killed },
  ),
  { minLength: 3, maxLength: 12 },
);

export interface Stage {
  world: World;
  fleet: string;
  killer: Killer;
  given: Given;
  when: When;
  then: Then;
}

/** Lets an event happen; what is not possible at the moment does not. */
export async function happen(stage: Stage, event: Event): Promise<void> {
  switch (event.what) {
    case 'scaled':
      return stage.when.scaledTo(event.to, stage.fleet);
    case 'minutesPass':
      return pass(stage, event.minutes);
    case 'killed':
      return void (stage.killer.after = event.after);
    case 'replaced':
    case 'failed':
    case 'targetRemoved':
      return toAnInstance(stage, event.what, event.which);
    default:
      return TROUBLES[event.what](stage.when);
  }
}

/** Kills the process when its moment has come. */
export class Killer {
  /** So many moments from now; 0: never. */
  after = 0;

  readonly onMoment = (): 'crash' | undefined => {
    if (this.after === 0) return undefined;
    this.after -= 1;
    return this.after === 0 ? 'crash' : undefined;
  };
}

/** Whenever the process has died, it is started again within half a minute. */
async function pass({ world, when }: Stage, minutes: number): Promise<void> {
  const end = world.clock.now() + minutes * 60_000;
  while (world.clock.now() < end) {
    await when.secondsPass(Math.min(30, (end - world.clock.now()) / 1000));
    if (world.inside.host.crashed) await world.restartApp();
  }
}

function toAnInstance(
  { when, then, fleet }: Stage,
  what: 'replaced' | 'failed' | 'targetRemoved',
  which: number,
): void {
  const ready = then.readyInstances(fleet);
  const name = ready[which % Math.max(1, ready.length)];
  if (name === undefined) return;
  if (what === 'targetRemoved') {
    if (then.hasTarget(name, fleet)) when.targetIsRemovedBehindOurBack(name, fleet);
    return;
  }
  // ARM's id of a Flexible instance is its name, that of a Uniform one the number in it.
  const id = /^\w+_(\d{1,4})$/.exec(name)?.[1] ?? name;
  if (what === 'replaced') when.instanceIsReplaced(id, fleet);
  else when.instanceFails(id, fleet);
}

type Trouble = Exclude<
  Event,
  { which: number } | { to: number } | { minutes: number } | { after: number }
>['what'];

const TROUBLES: Record<Trouble, (when: When) => void> = {
  eventsLost: (when) => when.allEventsAreLost(),
  eventsDelivered: (when) => when.azureIsRightAgain(),
  listEmpty: (when) => when.azureListsNothing(),
  listPartial: (when) => when.azureListsOnly(1),
  listRight: (when) => when.azureIsRightAgain(),
  octopusDown: (when) => when.octopusSuffers({ times: null, effect: { type: 'reset' } }),
  octopusThrottles: (when) =>
    when.octopusSuffers({ after: 2, times: 3, effect: { type: 'status', status: 429, retryAfter: 15 } }),
  answersLost: (when) => when.octopusSuffers({ method: 'POST', times: 3, effect: { type: 'answer-lost' } }),
  octopusUp: (when) => when.octopusIsRightAgain(),
  deploymentFails: (when) =>
    when.octopusSuffers({ task: 'Deploy', effect: { type: 'task-fails', message: 'no luck' } }),
};

/** The end of every story: nothing is in the way any more, and there is time for the slowest wait to end. */
export async function allEndsWell(stage: Stage): Promise<void> {
  const { when, then, fleet, killer } = stage;
  when.azureIsRightAgain();
  when.octopusIsRightAgain();
  await pass(stage, 25);
  killer.after = 0;
  await then.everyReadyInstanceCarries('1.1.0', { fleet });
  await then.everyReadyInstanceCarries('2.0.0', { fleet });
  then.noTargetIsLeftOver(fleet);
}
