import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

const LOOKS_ONLY = { withoutOctopus: true };

scenario('a fleet without Octopus knows its machines, and calls no Octopus', async (story) => {
  const { given, when, then, revisions } = story;
  await given.aFleet('web', { instances: 3, ...LOOKS_ONLY });
  expect((await then.ledgerOf('web')).map(({ name }) => name).sort()).toEqual(['web_0', 'web_1', 'web_2']);
  await then.theFleetIs('idle');

  when.scaledTo(5, 'web');
  await revisions.make('web__1', { instances: 2 });
  await when.minutesPass(4);
  await then.theTimelineTells('instancesReady', 'web_4');
  const [first] = await then.reactions();
  expect(first).toMatchObject({ outcome: 'settled', hasServersToDeployTo: false, problems: [] });
  expect(first?.hints.sources).toMatchObject({ eventGrid: expect.any(Number) });
  expect((await then.theInstance('web__1_1')).target).toBeUndefined();

  when.scaledTo(2, 'web');
  await when.minutesPass(8);
  expect((await then.ledgerOf('web')).map(({ name }) => name).sort()).toEqual([
    ...['web_0', 'web_1', 'web__1_0', 'web__1_1'],
  ]);
  then.octopusWasNeverCalled();
  then.deploymentsWere([]);
  for (const kind of ['registrationFailed', 'healthCheckStarted', 'nothingToDeploy', 'targetsLeft'])
    await then.theTimelineNeverTells(kind);
  await then.theFleetIs('idle');
});

scenario(
  'with nothing to do it looks once a reconciliation, and does not look again by itself',
  async (story) => {
    const { given, when, then } = story;
    await given.aFleet('web', { instances: 2, ...LOOKS_ONLY });
    await when.minutesPass(30);
    then.azureWasAskedAtMost(7);
    for (const { hints } of await then.reactions()) expect(hints.sources).toEqual({ timer: 1 });
  },
);

scenario('a machine that fails is still told of', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2, ...LOOKS_ONLY });
  when.aNewInstanceWillFail();
  when.scaledTo(3, 'web');
  await when.minutesPass(6);
  await then.theFleetIs('idle', ['instanceFailed']);
});

scenario(
  'without its scale set it is blocked, and nobody is asked for a yes',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 2, ...LOOKS_ONLY });
    await when.theScaleSetIsDeleted('web');
    await when.minutesPass(8);
    await then.theFleetIs('blocked', ['scaleSetNotFound']);
    expect(await then.ledgerOf('web')).toEqual([]);
  },
);

scenario('pointed at another scale set it forgets the machines of before', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2, ...LOOKS_ONLY });
  given.aScaleSet('next', { instances: 1 });
  await when.theFleetIsPut('web', { scaleSet: scaleSetId('next'), ...LOOKS_ONLY });
  await when.minutesPass(8);
  expect((await then.ledgerOf('web')).map(({ name }) => name)).toEqual(['next_0']);
  await then.theFleetIs('idle');
});

scenario(
  'Octopus may be given later, and taken away: targets are made, and then left alone',
  async (story) => {
    const { given, when, then } = story;
    await given.aFleet('web', { instances: 2, ...LOOKS_ONLY });

    await when.theFleetIsPut('web', {});
    await when.minutesPass(4);
    then.targetsStandFor(['web_0', 'web_1']);
    await then.everyReadyInstanceCarries('1.1.0', { count: 2 });

    await when.theFleetIsPut('web', LOOKS_ONLY);
    await when.minutesPass(2);
    when.tentacleIs('unhealthy', 'web_0');
    when.scaledTo(1, 'web');
    await when.minutesPass(8);
    then.nothingWasPruned();
    await then.theFleetIs('idle');
    await then.theTimelineTells('targetsLeft', 'no Octopus any more');

    when.tentacleIs('well', 'web_0');
    await when.theFleetIsPut('web', {});
    await when.minutesPass(8);
    then.targetsStandFor(['web_0']);
    await then.theFleetIs('idle');
  },
);

scenario('beside it fleets with Octopus go on, whatever roles they have', async ({ given, when, then }) => {
  await given.aFleet('api', { instances: 1, ...LOOKS_ONLY });
  await given.aFleet('web', { instances: 2, ownerRole: 'shop' });
  when.scaledTo(3, 'web');
  await when.minutesPass(4);
  then.targetsStandFor(['web_0', 'web_1', 'web_2']);
  await then.theFleetIs('idle', [], 'api');
});
