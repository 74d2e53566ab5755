import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('waits a deployment freeze out, and makes one deployment for all when it ends', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1 });

  const end = octopus.deploymentsAreFrozen(100);
  when.scaledTo(2);
  await when.minutesPass(40);
  when.scaledTo(3);
  await when.minutesPass(55);
  then.deploymentsWere([]);
  const { problems, waiting } = await then.theFleetIs('idle', []);
  expect(problems).toEqual([]);
  expect(waiting).toMatchObject({ code: 'octopusDeploymentFreeze' });
  expect(waiting?.reason).toMatch(
    /^web_[12], web_[12] wait for Web Shop 1\.1\.0: Octopus makes no deployment/,
  );
  expect(waiting?.reason).toContain(`before ${end}, because of the deployment freeze 'Christmas'.`);
  expect((await then.theInstance('web_1')).releases).toMatchObject([{ state: 'refused', attempts: 0 }]);
  then.octopusWasAskedForDeployments({ atLeast: 3, atMost: 7 });

  await when.minutesPass(7);
  then.deploymentsWere([['web_1', 'web_2']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  expect((await then.theFleetIs('idle')).waiting).toBeUndefined();
});

scenario('notices within half an hour that a freeze was lifted, and at once when asked', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1 });
  octopus.deploymentsAreFrozen(30 * 24 * 60);
  when.scaledTo(2);
  await when.minutesPass(10);

  octopus.theFreezeIsLifted();
  await when.minutesPass(31);
  then.deploymentsWere([['web_1']]);

  octopus.deploymentsAreFrozen(30 * 24 * 60);
  when.scaledTo(3);
  await when.minutesPass(10);
  octopus.theFreezeIsLifted();
  await when.anOperatorReconciles();
  await when.minutesPass(2);
  then.deploymentsWere([['web_1'], ['web_2']]);
});

scenario('registers, checks and prunes through a freeze, and deploys what is not frozen', async (story) => {
  const { given, when, then, octopus } = story;
  given.aProject('Agent', { releases: ['2.0.0'], deployed: '2.0.0' });
  await given.aFleet('web', { instances: 2, projects: ['Agent', 'Web Shop'] });
  octopus.deploymentsAreFrozen(600, { project: 'Web Shop' });

  when.scaledTo(3);
  await when.minutesPass(10);
  then.projectsWereDeployed([['Agent', 'web_2']]);
  await then.theTimelineTellsOnce('deploymentFrozen');
  when.scaledTo(1);
  await when.minutesPass(10);
  then.targetsStandFor(['web_0']);
  await then.theFleetIs('idle', []);
});
