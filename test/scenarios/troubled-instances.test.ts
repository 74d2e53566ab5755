import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('goes on with the others when an instance fails', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  when.aNewInstanceWillFail();
  when.scaledTo(4);
  await when.minutesPass(15);

  expect(then.readyInstances()).toHaveLength(3);
  then.deploymentsWere([then.readyInstances().slice(2)]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  const status = await then.theFleetIs('idle', ['instanceFailed']);
  expect(status.problems[0]?.message).toMatch(/^web_[23] failed in Azure/);
});

scenario('goes on with the others when an instance never registers', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2, register: { waitMinutes: 3 } });

  when.scaledTo(4);
  when.tentacleIs('silent', 'web_2');
  await when.minutesPass(12);

  then.deploymentsWere([['web_3']]);
  await then.theFleetIs('idle', ['instanceNotRegistered']);
  await then.theTimelineTellsOnce('registrationFailed');
  expect((await then.theInstance('web_2')).reason).toMatch(/No Tentacle answers/);

  when.tentacleIs('well', 'web_2');
  await when.minutesPass(10);
  then.deploymentsWere([['web_3'], ['web_2']]);
  await then.theFleetIs('idle');
});

scenario('goes on with the others when an instance never gets healthy', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2, health: { waitMinutes: 2 } });

  when.scaledTo(4);
  when.tentacleIs('unhealthy', 'web_3');
  await when.minutesPass(12);

  then.deploymentsWere([['web_2']]);
  await then.theFleetIs('idle', ['instanceUnhealthy']);
  then.targetsStandFor(['web_0', 'web_1', 'web_2', 'web_3']);

  when.tentacleIs('well', 'web_3');
  await when.minutesPass(10);
  then.deploymentsWere([['web_2'], ['web_3']]);
  await then.theFleetIs('idle');
});

scenario('gives up at the deadline when told to, and goes on when told to', async ({ given, when, then }) => {
  const wait = { deadlineMinutes: 4 };
  await given.aFleet('web', { instances: 1, wait: { ...wait, onDeadline: 'fail' } });
  await given.aFleet('api', { instances: 1, mode: 'Flexible', wait });

  for (const fleet of ['web', 'api']) {
    when.aNewInstanceNeverComes();
    when.scaledTo(3, fleet);
  }
  await when.minutesPass(12);

  await then.theTimelineTells('reactionClosed', /timedOut.*gave up at the deadline/, 'web');
  await then.theTimelineTells('reactionClosed', /went on without api_.* \(late\)/, 'api');
  await then.everyReadyInstanceCarries('1.1.0', { fleet: 'api', count: 2 });
  then.targetsStandFor(then.readyInstances('web'), 'web');
});

scenario('reports a deployment that failed in all its attempts', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1, deploy: { attempts: 2 } });

  when.octopusSuffers({ task: 'Deploy', times: null, effect: { type: 'task-fails', message: 'disk full' } });
  when.scaledTo(2);
  await when.minutesPass(60);

  then.deploymentsWere([['web_1'], ['web_1']]);
  await then.theFleetIs('idle', ['deploymentFailed']);
});

scenario('tries a failed deployment again', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });

  when.octopusSuffers({ task: 'Deploy', effect: { type: 'task-fails', message: 'disk full' } });
  when.scaledTo(2);
  await when.minutesPass(20);

  then.deploymentsWere([['web_1'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});
