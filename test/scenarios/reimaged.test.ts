import { expect } from '@jest/globals';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

scenario('registers a reimaged Uniform machine anew and deploys to it again', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 3 });
  const before = (await then.theInstance('web_1')).target;

  when.instanceIsReimaged('1');
  await when.minutesPass(12);

  then.deploymentsWere([['web_1']], { version: '1.1.0' });
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  // The machine is the same to Octopus as well; only its certificate is another.
  const { target, renewedAt } = await then.theInstance('web_1');
  expect(target?.machineId).toBe(before?.machineId);
  expect(target?.thumbprint).not.toBe(before?.thumbprint);
  expect(renewedAt).toBeDefined();
  await then.theTimelineTells('machinesRenewed', /web_1/);
  then.nothingWasPruned();
  await then.theFleetIs('idle');
});

scenario('registers a reimaged Flexible machine anew and deploys to it again', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('api', { instances: 2, mode: 'Flexible' });
  const [name = ''] = then.readyInstances('api');

  when.instanceIsReimaged(name, 'api');
  await when.minutesPass(12);

  then.deploymentsWere([[name]]);
  await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api', count: 2 });
});

scenario(
  'a polling machine that is reimaged registers itself anew and is deployed to again',
  async (story) => {
    const { given, when, then } = story;
    given.aScaleSet('api', { instances: 2 });
    when.newMachinesRegisterThemselves('api');
    const connection = { kind: 'polling' as const };
    await given.aFleet('api', { scaleSet: scaleSetId('api'), connection });

    when.instanceIsReimaged('1', 'api');
    await when.minutesPass(3);
    when.newMachinesRegisterThemselves('api');
    await when.minutesPass(15);

    then.deploymentsWere([['api_1']]);
    await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api', count: 2 });
  },
);

scenario(
  'a machine that registers itself anew during its health check is deployed to once',
  async (story) => {
    const { given, when, then } = story;
    given.aScaleSet('api', { instances: 2 });
    when.newMachinesRegisterThemselves('api');
    const connection = { kind: 'polling' as const };
    await given.aFleet('api', { scaleSet: scaleSetId('api'), connection });

    when.instanceIsReimaged('1', 'api');
    await when.theTimelineTells('targetsUnhealthy', 'api');
    await when.theTimelineTells('recoveryCheckStarted', 'api');
    // The look at the targets was before this, and does not know of it.
    when.newMachinesRegisterThemselves('api');
    await when.minutesPass(20);

    then.deploymentsWere([['api_1']]);
    await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api', count: 2 });
  },
);

scenario('nobody waits for an ill machine that is reimaged and loses its target', async (story) => {
  const { given, when, then } = story;
  given.aScaleSet('api', { instances: 2 });
  when.newMachinesRegisterThemselves('api');
  const [connection, register] = [{ kind: 'polling' as const }, { waitMinutes: 8 }];
  await given.aFleet('api', { scaleSet: scaleSetId('api'), connection, register });

  when.scaledTo(3, 'api');
  await when.minutesPass(1.5);
  when.newMachinesRegisterThemselves('api');
  when.tentacleIs('unhealthy', 'api_2');
  await when.theTimelineTells('targetsUnhealthy', 'api');
  when.targetIsRemovedBehindOurBack('api_2', 'api');
  when.instanceIsReimaged('2', 'api');
  await when.minutesPass(25);
  await then.theFleetIs('idle', ['instanceNotRegistered'], 'api');

  when.newMachinesRegisterThemselves('api');
  await when.minutesPass(12);
  then.deploymentsWere([['api_2']]);
  await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api', count: 3 });
});

scenario('tells a Tentacle with another certificate by Octopus calling it unavailable', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 2 });

  // Azure shows nothing: an ephemeral disk, or somebody installed the Tentacle anew.
  when.tentacleGetsAnotherCertificate('web_1');
  when.octopusFinds('web_1', 'Unavailable');
  await when.minutesPass(16);

  then.deploymentsWere([['web_1']]);
  expect((await then.theInstance('web_1')).health).toBe('healthy');
});

scenario('says on the row and the status that a machine is not healthy any more', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 2 });

  when.tentacleIs('silent', 'web_1');
  when.octopusFinds('web_1', 'Unavailable');
  await when.minutesPass(5.5);

  const row = await then.theInstance('web_1');
  expect(row).toMatchObject({ health: 'unhealthy', reason: expect.stringContaining('was healthy before') });
  await then.theFleetIs('idle', ['instanceNoLongerHealthy']);
  then.deploymentsWere([]);
  then.nothingWasPruned();
});
