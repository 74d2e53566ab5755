import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FaultSeed } from '../../local/webhook-receiver/faults.ts';
import { readyVms } from '../support/ground-truth.ts';
import { withTimelines } from '../support/scenario.ts';
import { openWebhookStory, type WebhookStory } from '../support/webhook-story.ts';

type Act =
  { scale: number } | { fault: FaultSeed } | { release: true } | { dieAfter: number } | { minutes: number };

// What is done once is struck more often than what is only read.
const endpoint = fc.constantFrom(
  ...['deploy', 'deploy', 'deploy', 'register', 'register', 'deregister', 'targets', 'health', 'status'],
);
const effect = fc.constantFrom<FaultSeed['effect']>(
  ...[{ type: 'answer-lost' } as const, { type: 'answer-lost' } as const, { type: 'reset' } as const],
  { type: 'twice' } as const,
  ...[{ type: 'status', status: 500 } as const, { type: 'status', status: 429, retryAfter: 30 } as const],
);
const fault = fc.record({ endpoint, effect, after: fc.nat(1), times: fc.integer({ min: 1, max: 3 }) });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ scale: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ fault }) },
  { weight: 1, arbitrary: fc.constant<Act>({ release: true }) },
  { weight: 3, arbitrary: fc.record({ dieAfter: fc.nat(60) }) },
  { weight: 4, arbitrary: fc.record({ minutes: fc.integer({ min: 1, max: 4 }) }) },
);

const RUNS = Number(process.env['RUNS'] ?? 12);

/** Whatever befalls requests and the process: each machine gets each release once, and in the end all is as it should be. */
test(
  'any story of faults, kills and scaling ends well, with everything done once',
  async () => {
    const faults = fc.array(fc.record({ fault }), { minLength: 1, maxLength: 3 });
    const growth = fc.record({ scale: fc.integer({ min: 3, max: 5 }) });
    const further = fc.array(act, { maxLength: 8 });
    const story = fc
      .tuple(faults, growth, further)
      .map(([first, then, rest]): Act[] => [...first, then, ...rest]);
    await fc.assert(fc.asyncProperty(story, live), { numRuns: RUNS });
  },
  60_000 + RUNS * 10_000,
);

async function live(acts: Act[]): Promise<void> {
  const fate = new Fate();
  const story = await openWebhookStory({ durable: true, onMoment: () => fate.comes() });
  try {
    await story.hooks.aFleet('web', { policies: { prune: { allowEmpty: true } } });
    let release = 1;
    for (const each of acts) {
      if ('release' in each) story.receiver.sim.setRelease(`${++release}.0.0`);
      else await happens(story, each, fate);
    }
    // Faults that are left strike what is still to be done, too.
    await minutesPass(story, 14);
    story.receiver.sim.clearFaults();
    await minutesPass(story, 20);
    await endsWell(story, `${release}.0.0`);
  } catch (error) {
    throw await withTimelines(error as Error, story.world);
  } finally {
    await story.close();
  }
}

async function happens(
  story: WebhookStory,
  each: Exclude<Act, { release: true }>,
  fate: Fate,
): Promise<void> {
  const { when, receiver } = story;
  if ('scale' in each) when.scaledTo(each.scale);
  else if ('fault' in each) receiver.sim.fault(each.fault);
  else if ('dieAfter' in each) fate.isToComeAfter(each.dieAfter);
  else await minutesPass(story, each.minutes);
}

/** Time passes; a process that has died is started again. */
async function minutesPass({ when, world }: WebhookStory, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes * 60; passed += 15) {
    await when.secondsPass(15);
    if (world.inside.host.crashed) await world.restartApp();
  }
}

/** At which durable commit, or answer of an activity that is not kept yet, the process dies. */
class Fate {
  #left = Infinity;

  isToComeAfter(moments: number): void {
    this.#left = moments;
  }

  comes(): 'crash' | undefined {
    if (this.#left-- !== 0) return undefined;
    this.#left = Infinity;
    return 'crash';
  }
}

async function endsWell({ hooks, world, receiver, then }: WebhookStory, release: string): Promise<void> {
  const ready = readyVms(world, 'web');
  await hooks.everyReadyInstanceCarries(release, { count: ready.length });
  const { history, targets } = receiver.sim.state();
  const perMachine = history.filter(({ what }) => what === 'registered').flatMap(({ vmIds }) => vmIds);
  expect(perMachine).toHaveLength(new Set(perMachine).size);
  expect(targets).toHaveLength(ready.length);
  await then.theFleetIs('idle');
  expect(await hooks.brokenRules()).toEqual([]);
}
