import { expect } from '@jest/globals';
import fc from 'fast-check';
import { allEndsWell, type Event, happen, type Stage, stories } from './random-story.ts';
import { Given } from './given.ts';
import { brokenRules } from './invariants.ts';
import { withTimelines } from './scenario.ts';
import { Then } from './then.ts';
import { When } from './when.ts';
import { World } from './world.ts';

/** Lives through so many random stories; throws the shortest that ends badly, with its seed. */
export async function findBrokenStory(numRuns: number): Promise<void> {
  const seed = process.env['SEED'] === undefined ? {} : { seed: Number(process.env['SEED']) };
  await fc.assert(fc.asyncProperty(stories, fc.boolean(), liveThrough), {
    numRuns,
    ...seed,
    interruptAfterTimeLimit: 900_000,
    // Each shrunk story is lived through anew.
    endOnFailure: process.env['SHRINK'] === undefined,
  });
}

async function liveThrough(story: Event[], overprovision: boolean): Promise<void> {
  const world = await World.start({ durable: true });
  const stage: Stage = { world, given: new Given(world), when: new When(world), then: new Then(world) };
  stage.given.anEnvironment();
  stage.given.aProject('Web Shop', { deployed: '1.1.0' });
  try {
    await stage.given.aFleet('web', { instances: 2, overprovision, deploy: { attempts: 10 } });
    for (const event of story) await happen(stage, event);
    await allEndsWell(stage);
    stage.then.noTargetIsLeftOver();
    expect(await brokenRules(world, ['web'])).toEqual([]);
  } catch (error) {
    throw await withTimelines(error as Error, world);
  } finally {
    await world.stop();
  }
}
