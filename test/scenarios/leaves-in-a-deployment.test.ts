import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('takes no target away from a running deployment, which the others would fail by', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });
  when.deploymentsTake(240);

  when.scaledTo(4);
  await when.theDeploymentIsRequested();
  await when.secondsPass(20);
  when.scaledTo(3);
  await when.minutesPass(3);
  then.nothingWasPruned();
  await then.theTimelineTells('pruneWaits', /a task is working on its target/);

  await when.minutesPass(12);
  then.targetsStandFor(then.readyInstances());
  then.deploymentsWere([['web_1', 'web_2', 'web_3']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  await then.theFleetIs('idle');
});

scenario('waits no longer than the fleet says', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1, prune: { waitForTasksMinutes: 2 } });
  when.deploymentsTake(1800);

  when.scaledTo(3);
  await when.theDeploymentIsRequested();
  await when.secondsPass(20);
  when.scaledTo(2);
  await when.minutesPass(9);

  expect(then.targets()).toHaveLength(2);
  then.targetsStandFor(then.readyInstances());
});
