import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const A_DAY = 86_400;
const FOR_EVER = 1e13;

for (const retryAfterSeconds of [A_DAY, FOR_EVER]) {
  scenario(
    `does not sleep for Azure’s Retry-After of ${retryAfterSeconds} s`,
    async ({ given, when, then }) => {
      await given.aFleet('web', { instances: 2 });

      when.azureRefuses({ status: 503, retryAfterSeconds }, { times: 1, only: 'lists' });
      when.scaledTo(4);
      await when.minutesPass(15);
      const { waiting } = await then.theFleetIs('reacting');
      expect(waiting).toMatchObject({
        code: 'azureUnavailable',
        reason: expect.stringMatching(/ARM answered 503/),
      });
      await when.minutesPass(30);

      await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
      expect((await then.theFleetIs('idle')).waiting).toBeUndefined();
    },
  );
}

scenario('lets an operator cut a long wait short, once for each asking', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });
  when.azureRefuses({ status: 503, retryAfterSeconds: A_DAY }, { only: 'lists' });
  when.scaledTo(4);
  await when.minutesPass(6);
  const before = then.listsAsked();

  for (let asked = 0; asked < 20; asked++) await when.anOperatorReconciles();
  await when.minutesPass(4);
  expect(then.listsAsked() - before).toBeLessThanOrEqual(2);

  when.azureIsRightAgain();
  await when.anOperatorReconciles();
  await when.minutesPass(4);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
});

scenario('hears of a scale-in while it waits for Octopus', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  when.scaledTo(5);
  await when.theTimelineTells('healthCheckStarted');
  when.octopusSuffers({ times: 8, effect: { type: 'status', status: 503, retryAfter: FOR_EVER } });
  when.scaledTo(3);
  await when.minutesPass(31);
  when.octopusIsRightAgain();
  await when.minutesPass(15);

  then.deploymentsReachedOnly(then.readyInstances());
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  then.targetsStandFor(then.readyInstances());
});

scenario('an orchestration started again under another id ends itself', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  const status = await when.theOrchestrationIs('restart');
  await when.minutesPass(1);
  expect(status).toBe(202);
  expect(await then.strayOrchestrations()).toEqual(['Completed']);

  when.scaledTo(3);
  await when.minutesPass(8);
  then.deploymentsWere([['web_2']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});
