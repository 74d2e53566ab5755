import fc from 'fast-check';
import { type Given } from './given.ts';
import type { Then } from './then.ts';
import type { When } from './when.ts';
import type { World } from './world.ts';

/** One thing that happens, as data, so that a failing story can be read and shrunk. */
export type Event =
  | { what: 'scaled'; to: number }
  | { what: 'minutesPass'; minutes: number }
  | { what: 'replaced' | 'failed' | 'targetRemoved' | 'killed'; which: number }
  | { what: 'eventsLost' | 'eventsDelivered' | 'listEmpty' | 'listPartial' | 'listRight' }
  | { what: 'octopusDown' | 'octopusThrottles' | 'answersLost' | 'octopusUp' | 'deploymentFails' };

const MOST = 5;

const quiet = fc.record({
  what: fc.constant('minutesPass' as const),
  minutes: fc.integer({ min: 1, max: 24 }).map((quarters) => quarters / 4),
});
const scaled = fc.record({ what: fc.constant('scaled' as const), to: fc.integer({ min: 1, max: MOST }) });
const toOne = fc.record({
  what: fc.constantFrom('replaced' as const, 'failed' as const, 'targetRemoved' as const, 'killed' as const),
  which: fc.nat(MOST - 1),
});
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
  ),
  { minLength: 3, maxLength: 12 },
);

export interface Stage {
  world: World;
  given: Given;
  when: When;
  then: Then;
}

/** Lets an event happen; what is not possible at the moment does not. */
export async function happen({ world, when, then }: Stage, event: Event): Promise<void> {
  switch (event.what) {
    case 'scaled':
      return when.scaledTo(event.to);
    case 'minutesPass':
      return when.minutesPass(event.minutes);
    case 'killed':
      return world.restartApp();
    case 'replaced':
    case 'failed':
    case 'targetRemoved':
      return toAnInstance({ when, then }, event.what, event.which);
    default:
      return TROUBLES[event.what](when);
  }
}

function toAnInstance(
  { when, then }: Pick<Stage, 'when' | 'then'>,
  what: 'replaced' | 'failed' | 'targetRemoved',
  which: number,
): void {
  const ready = then.readyInstances();
  const name = ready[which % Math.max(1, ready.length)];
  if (name === undefined) return;
  if (what === 'targetRemoved') {
    if (then.hasTarget(name)) when.targetIsRemovedBehindOurBack(name);
    return;
  }
  const id = name.split('_')[1] ?? '';
  if (what === 'replaced') when.instanceIsReplaced(id);
  else when.instanceFails(id);
}

type Trouble = Exclude<Event, { which: number } | { to: number } | { minutes: number }>['what'];

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
export async function allEndsWell({ when, then }: Stage): Promise<void> {
  when.azureIsRightAgain();
  when.octopusIsRightAgain();
  await when.minutesPass(25);
  await then.everyReadyInstanceCarries('1.1.0');
}
