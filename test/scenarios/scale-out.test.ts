import { expect } from '@jest/globals';
import { vmssWriteEvent } from '../support/events/resource-operation-events.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { scenario } from '../support/scenario.ts';

scenario(
  'registers and deploys to exactly the new instances of a scale-out',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3 });

    when.scaledTo(6);
    await when.minutesPass(10);

    then.deploymentsWere([['web_3', 'web_4', 'web_5']], { version: '1.1.0' });
    await then.everyReadyInstanceCarries('1.1.0', { count: 6 });
    await then.theFleetIs('idle');
    const [reaction] = await then.reactions();
    expect(reaction).toMatchObject({ outcome: 'deploying', hasServersToDeployTo: true });
    expect(reaction?.deploymentTargetNames).toHaveLength(3);
  },
);

scenario('takes 50 duplicate and reordered events as one', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });
  const distinct = Array.from({ length: 10 }, (_, number) =>
    vmssWriteEvent({ scaleSet: scaleSetId('web'), id: `event-${(number * 7) % 10}` }),
  );

  when.scaledTo(6);
  const statuses: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    statuses.push(...(await Promise.all(distinct.map((event) => when.eventsArrive([event])))));
    await when.secondsPass(0.5);
  }
  await when.minutesPass(4);

  expect(new Set(statuses)).toEqual(new Set([202]));
  then.deploymentsWere([['web_3', 'web_4', 'web_5']]);
  const fromEvents = (await then.reactions()).filter(({ hints }) => 'eventGrid' in hints.sources);
  expect(fromEvents.length).toBeLessThanOrEqual(2);
  const taken = fromEvents.reduce((sum, { hints }) => sum + (hints.sources['eventGrid'] ?? 0), 0);
  expect(taken).toBeGreaterThanOrEqual(50);
});

scenario('deploys to the latecomers when the set grows again during a deployment', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });

  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  when.scaledTo(4);
  await when.minutesPass(10);

  then.deploymentsWere([['web_1'], ['web_2', 'web_3']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
});

scenario('starts over when the set grows again before its list was stable', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2, overprovision: true });

  when.scaledTo(4);
  await when.theTimelineTells('healthCheckStarted');
  when.scaledTo(7);
  await when.minutesPass(10);

  await then.everyReadyInstanceCarries('1.1.0', { count: 7 });
  then.azureWasAskedAtMost(25);
});

scenario(
  'removes the targets of the extras that over-provisioning takes away',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3, overprovision: true });

    when.scaledTo(6);
    await when.minutesPass(12);

    await then.everyReadyInstanceCarries('1.1.0', { count: 6 });
    then.targetsStandFor(then.readyInstances());
    then.deploymentsReachedOnly(then.readyInstances());
  },
);

scenario('prunes the extras of a polling fleet that registered themselves', async ({ given, when, then }) => {
  const connection = { kind: 'polling' as const };
  given.aScaleSet('web', { instances: 2, overprovision: true });
  when.newMachinesRegisterThemselves('web');
  await given.aFleet('web', { scaleSet: scaleSetId('web'), connection });

  when.scaledTo(5);
  when.newMachinesRegisterThemselves('web');
  await when.minutesPass(15);

  await then.everyReadyInstanceCarries('1.1.0', { count: 5 });
  then.targetsStandFor(then.readyInstances());
  await then.theTimelineTells('targetsAdopted');
  await then.theTimelineTells('targetPruned');
});

scenario('takes a Flexible replacement with a new name for a new machine', async ({ given, when, then }) => {
  await given.aFleet('api', { instances: 3, mode: 'Flexible' });
  const [replaced = ''] = then.readyInstances('api');

  when.instanceIsReplaced(replaced, 'api');
  await when.minutesPass(15);

  const ready = then.readyInstances('api');
  expect(ready).toHaveLength(3);
  expect(ready).not.toContain(replaced);
  then.targetsStandFor(ready, 'api');
  then.deploymentsWere([ready.filter((name) => name === then.newestInstance('api'))]);
  await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api' });
});

scenario('deploys two projects one after the other', async ({ given, when, then }) => {
  given.aProject('Agent', { releases: ['2.0.0'], deployed: '2.0.0' });
  await given.aFleet('web', { instances: 1, projects: ['Agent', 'Web Shop'] });

  when.scaledTo(3);
  await when.minutesPass(10);

  then.projectsWereDeployed([
    ['Agent', 'web_1', 'web_2'],
    ['Web Shop', 'web_1', 'web_2'],
  ]);
  then.deploymentsDidNotOverlap();
  await then.everyReadyInstanceCarries('2.0.0', { count: 3 });
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});

scenario('deploys the pinned release, not the latest', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1, projects: [{ project: 'Web Shop', release: '1.0.0' }] });

  when.scaledTo(2);
  await when.minutesPass(10);

  then.deploymentsWere([['web_1']], { version: '1.0.0' });
  await then.everyReadyInstanceCarries('1.0.0', { count: 2 });
});
