import { expect, test } from '@jest/globals';
import { Given } from './given.ts';
import { brokenRules } from './invariants.ts';
import { OctopusActs } from './octopus-acts.ts';
import { revisionsOf } from './revisions.ts';
import { Rollouts } from './rollouts.ts';
import { Then } from './then.ts';
import { timelineOf, warningsOf } from './timeline-of.ts';
import { When } from './when.ts';
import { WorkerActs } from './worker-acts.ts';
import { World, type WorldSettings } from './world.ts';

export interface Story {
  given: Given;
  when: When;
  then: Then;
  revisions: ReturnType<typeof revisionsOf>;
  rollouts: Rollouts;
  workers: WorkerActs;
  octopus: OctopusActs;
}

/**
 * A test that tells a story in virtual time, in a world with one environment and one project, `Web Shop`, whose 1.1.0
 * was deployed. After it the rules that must never break are checked; when anything fails, the timelines are shown.
 */
export function scenario(
  name: string,
  tell: (story: Story) => Promise<void>,
  settings?: WorldSettings,
): void {
  test(name, async () => {
    const world = await World.start(settings);
    const story = {
      ...{ given: new Given(world), when: new When(world), then: new Then(world) },
      ...{ revisions: revisionsOf(world), rollouts: new Rollouts(world), workers: new WorkerActs(world) },
      octopus: new OctopusActs(world),
    };
    story.given.anEnvironment();
    story.given.aProject('Web Shop', { deployed: '1.1.0' });
    try {
      await tell(story);
      expect(await brokenRules(world, await fleetsOf(world))).toEqual([]);
    } catch (error) {
      throw await withTimelines(error as Error, world);
    } finally {
      await world.stop();
    }
  });
}

async function fleetsOf({ api }: World): Promise<string[]> {
  return (await api.fleets()).map(({ name }) => name);
}

/** The error with the fleets’ stories in it. */
export async function withTimelines(error: Error, world: World): Promise<Error> {
  const fleets = await fleetsOf(world);
  const told = await Promise.all(fleets.map((fleet) => timelineOf(world, fleet)));
  const message = [error.message, ...told, ...warningsOf(world)].join('\n\n');
  const stack = error.stack?.replace(error.message, () => message);
  error.message = message;
  if (stack !== undefined) error.stack = stack;
  return error;
}
