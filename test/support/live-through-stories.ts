import { expect } from '@jest/globals';
import fc from 'fast-check';
import { allEndsWell, type Event, happen, Killer, type Stage, stories } from './random-story.ts';
import type { FleetStory } from './fleet-story.ts';
import { Given } from './given.ts';
import { brokenRules } from './invariants.ts';
import { withTimelines } from './scenario.ts';
import { Then } from './then.ts';
import { When } from './when.ts';
import { World } from './world.ts';

/**
 * Lives through so many random stories; throws the first that ends badly, with its seed and path, by which the
 * environment variables SEED and STORY_PATH find it again; SHRINK=1 looks for a shorter one.
 */
export async function findBrokenStory(numRuns: number): Promise<void> {
  const { SEED, STORY_PATH } = process.env;
  await fc.assert(fc.asyncProperty(stories, kinds, liveThrough), {
    numRuns,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    ...(STORY_PATH === undefined ? {} : { path: STORY_PATH }),
    interruptAfterTimeLimit: 900_000,
    // Each shrunk story is lived through anew.
    endOnFailure: process.env['SHRINK'] === undefined,
  });
}

const kinds: fc.Arbitrary<FleetStory> = fc.constantFrom(
  { mode: 'Uniform', overprovision: true },
  { mode: 'Uniform', overprovision: false },
  { mode: 'Flexible' },
);
const PATIENT = { instances: 2, projects: ['Agent', 'Web Shop'], deploy: { attempts: 10 } };

async function liveThrough(story: Event[], kind: FleetStory): Promise<void> {
  const killer = new Killer();
  const world = await World.start({ durable: true, onMoment: killer.onMoment });
  const phrases = { given: new Given(world), when: new When(world), then: new Then(world) };
  const stage: Stage = { world, fleet: 'web', killer, ...phrases };
  stage.given.anEnvironment();
  stage.given.aProject('Agent', { releases: ['2.0.0'], deployed: '2.0.0' });
  stage.given.aProject('Web Shop', { deployed: '1.1.0' });
  try {
    await stage.given.aFleet('web', { ...PATIENT, ...kind });
    for (const event of story) await happen(stage, event);
    await allEndsWell(stage);
    expect(await brokenRules(world, ['web'])).toEqual([]);
  } catch (error) {
    throw await withTimelines(error as Error, world);
  } finally {
    await world.stop();
  }
}
