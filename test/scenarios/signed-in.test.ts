import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('does all of its work signed in by its own identity, with one exchange an hour', async (story) => {
  const { given, when, then, octopus } = story;
  octopus.anAccountTrustsTheApp();
  await given.aFleet('web', { instances: 2, server: 'trusting' });

  when.scaledTo(3);
  await when.minutesPass(20);
  expect(octopus.exchanges()).toBe(1);
  when.scaledTo(1);
  await when.minutesPass(100);
  await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
  then.targetsStandFor(then.readyInstances());
  expect(octopus.exchanges()).toBeLessThanOrEqual(3);
  await then.theFleetIs('idle');
});

scenario('says whom Octopus must trust, and goes on once it does', async ({ given, when, then, octopus }) => {
  await given.aFleet('web', { instances: 1, server: 'trusting' });
  const { problems } = await then.theFleetIs('blocked', ['octopusTokenRefused']);
  expect(problems[0]?.nextStep).toContain(
    'issuer https://login.example/tenant/v2.0, subject the-app and audience api://AzureADTokenExchange',
  );

  octopus.anAccountTrustsTheApp();
  await when.anOperatorReconciles();
  await when.minutesPass(6);
  await then.everyReadyInstanceCarries('1.1.0', { count: 1 });
  await then.theFleetIs('idle');
});
