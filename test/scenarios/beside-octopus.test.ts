import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('waits for what a trigger of Octopus deploys, and repeats none of it', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1, connection: { kind: 'polling' } });
  when.newMachinesRegisterThemselves('web');
  await when.minutesPass(8);
  octopus.aTriggerDeploys();
  when.deploymentsTake(240);

  // The trigger hears of the machines by their registration, we by the next reconciliation.
  when.allEventsAreLost();
  when.scaledTo(3);
  await when.secondsPass(20);
  when.newMachinesRegisterThemselves('web');
  await when.minutesPass(20);
  // The other one was not healthy yet when the trigger looked, and was ours before it looked again.
  expect(octopus.deploymentsOfTriggers()).toEqual([['web_2']]);
  then.deploymentsWere([['web_0'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  await then.theFleetIs('idle');
});

scenario('deploys before a trigger does, which then has nothing to do', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1 });
  octopus.aTriggerDeploys();

  when.scaledTo(3);
  await when.minutesPass(15);
  then.deploymentsWere([['web_1', 'web_2']]);
  expect(octopus.deploymentsOfTriggers()).toEqual([]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});

scenario('finds the target of a machine again that a machine policy cleaned away', async (story) => {
  const { given, when, then, octopus } = story;
  given.theMachinePolicyIs({ deletesAfter: '00:15:00', interval: '00:10:00' });
  await given.aFleet('web', { instances: 2 });

  when.powerIs('deallocated', 'web_1');
  when.tentacleIs('silent', 'web_1');
  await when.minutesPass(40);
  expect(octopus.removedByPolicy()).toBe(1);
  expect(then.hasTarget('web_1')).toBe(false);
  then.nothingWasPruned();

  when.powerIs('running', 'web_1');
  when.tentacleIs('well', 'web_1');
  await when.minutesPass(15);
  then.targetsStandFor(['web_0', 'web_1']);
  then.deploymentsWere([]);
  await then.theFleetIs('idle');
});
