import { expect, test } from '@jest/globals';
import { Given } from '../support/given.ts';
import { brokenRules } from '../support/invariants.ts';
import { withTimelines } from '../support/scenario.ts';
import { Then } from '../support/then.ts';
import { When } from '../support/when.ts';
import { World } from '../support/world.ts';

const FLEETS = ['rests', 'deploys', 'grows'];

/**
 * The drill for the worst that can happen to a task hub: all of it is gone, for good. What is known of fleets, machines,
 * releases and hints is in the app's own tables, and the timer starts every fleet's orchestration anew.
 */
test('the task hub is lost in the middle of everything, and all fleets come back from the tables', async () => {
  const world = await World.start({ durable: true });
  const [given, when, then] = [new Given(world), new When(world), new Then(world)];
  given.anEnvironment();
  given.aProject('Web Shop', { deployed: '1.1.0' });
  try {
    for (const fleet of FLEETS) await given.aFleet(fleet, { instances: 2 });

    when.scaledTo(4, 'deploys');
    await when.theDeploymentIsRequested();
    world.killApp();
    // Nobody hears of this: the event is delivered to nobody, or to an app that has no orchestration for it.
    when.scaledTo(5, 'grows');
    await world.startApp();
    await world.losesItsTaskHub();
    // Whoever asks first finds the connections to the dead broken.
    await world.api.fleets().catch(() => undefined);
    await when.minutesPass(20);

    for (const [fleet, count] of [
      ['rests', 2],
      ['deploys', 4],
      ['grows', 5],
    ] as const) {
      await then.theFleetIs('idle', [], fleet);
      await then.everyReadyInstanceCarries('1.1.0', { fleet, count });
    }
    // Each machine once, although the histories that had asked for it are no more.
    then.deploymentsWere(
      [
        ['deploys_2', 'deploys_3'],
        ['grows_2', 'grows_3', 'grows_4'],
      ],
      { version: '1.1.0' },
    );
    expect(await brokenRules(world, FLEETS)).toEqual([]);
  } catch (error) {
    throw await withTimelines(error as Error, world);
  } finally {
    await world.stop();
  }
});
