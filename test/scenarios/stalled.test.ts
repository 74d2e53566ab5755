import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('a suspended fleet says that it is stalled until it is resumed', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  await when.theOrchestrationIs('suspend');
  when.scaledTo(3);
  await when.minutesPass(14.5);
  const { stalled } = await then.theFleetIs('idle', ['stalled']);
  expect(stalled).toMatchObject({ at: 'hints that nobody takes' });
  then.deploymentsWere([]);

  await when.theOrchestrationIs('resume');
  await when.minutesPass(6);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  await then.theFleetIs('idle');
});

scenario('a suspended fleet is resumed by the timer after half an hour', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  await when.theOrchestrationIs('suspend');
  when.scaledTo(3);
  await when.minutesPass(28);
  then.deploymentsWere([]);
  await when.minutesPass(18);

  await then.theTimelineTells('stalled', /Resumes the fleet’s orchestration, which was suspended/);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  await then.theFleetIs('idle');
});

scenario('a terminated fleet is started again at the next tick', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  when.scaledTo(4);
  await when.theTimelineTells('instancesAppeared');
  await when.theOrchestrationIs('terminate');
  await when.minutesPass(12);

  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
  await then.theFleetIs('idle');
});
