import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

scenario('keeps apart two fleets and hand-made targets with one role', async ({ given, when, then }) => {
  const roles = ['server'];
  await given.aFleet('web', { instances: 3, roles });
  await given.aFleet('api', { instances: 3, mode: 'Flexible', roles });
  await given.aHandMadeTarget('db-01', roles);

  when.scaledTo(1, 'web');
  when.scaledTo(2, 'api');
  await when.minutesPass(10);

  then.targetsStandFor(then.readyInstances('web'), 'web');
  then.targetsStandFor(then.readyInstances('api'), 'api');
  then.theTargetExists('db-01');
  then.deploymentsWere([]);
});

scenario('says what is wrong with a fleet, and cares for the others', async ({ given, when, then }) => {
  given.aScaleSet('locked');
  given.aScaleSet('lost');
  await given.aFleet('nowhere', { scaleSet: scaleSetId('nowhere') });
  await given.aFleet('locked', { scaleSet: scaleSetId('locked'), server: 'locked' });
  await given.aFleet('lost', { scaleSet: scaleSetId('lost'), environment: 'Prodution' });
  await given.aFleet('web', { instances: 2 });

  when.scaledTo(3, 'web');
  await when.minutesPass(10);

  await then.theFleetIs('blocked', ['scaleSetNotFound'], 'nowhere');
  await then.theFleetIs('blocked', ['octopusUnauthorized'], 'locked');
  const lost = await then.theFleetIs('blocked', [expect.any(String) as unknown as string], 'lost');
  expect(lost.problems[0]?.message).toContain('Prodution');
  await then.theFleetIs('idle', [], 'web');
  then.deploymentsWere([['web_2']]);
});

scenario('ends its care with a deleted fleet, and resumes without deploying twice', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 2 });

  expect((await when.theFleetIsDeleted('web')).status).toBe(204);
  when.scaledTo(3);
  await when.minutesPass(12);
  then.deploymentsWere([]);
  then.targetsStandFor(['web_0', 'web_1']);

  expect((await when.theFleetIsPut('web', {})).status).toBe(201);
  await when.minutesPass(8);
  then.deploymentsWere([['web_2']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});

scenario('follows a fleet to its corrected settings', async ({ given, when, then }) => {
  given.aScaleSet('web', { instances: 2 });
  await given.aFleet('web', { scaleSet: scaleSetId('web'), environment: 'Prodution' });
  then.deploymentsWere([]);

  expect((await when.theFleetIsPut('web', {})).status).toBe(200);
  await when.minutesPass(4);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});

scenario('registers a target again that was removed behind its back, and deploys nothing', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 3 });

  when.targetIsRemovedBehindOurBack('web_1');
  await when.minutesPass(2);

  then.targetsStandFor(['web_0', 'web_1', 'web_2']);
  then.deploymentsWere([]);
  await then.theTimelineTells('targetsLost', /web0*1-/);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});

scenario(
  'counts what somebody else deployed, and brings it to the machine that was missed',
  async (story) => {
    const { given, when, then } = story;
    await given.aFleet('web', { instances: 3 });

    given.aRelease('Web Shop', '1.2.0');
    when.somebodyDeploys('1.2.0', { missing: ['web_2'] });
    await when.minutesPass(10);

    then.deploymentsWere([['web_2']], { version: '1.2.0' });
    await then.everyReadyInstanceCarries('1.2.0', { count: 3 });
  },
);
