import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const pinnedTo = (release: string, instances = 2) => ({
  ...{ instances, projects: [{ project: 'Web Shop', release }] },
});

scenario('deploys a pinned release again when another one ran in between', async ({ given, when, then }) => {
  await given.aFleet('web', pinnedTo('1.0.0'));

  await when.theFleetIsPut('web', pinnedTo('1.1.0'));
  await when.minutesPass(4);
  await when.theFleetIsPut('web', pinnedTo('1.0.0'));
  await when.minutesPass(4);
  await when.minutesPass(20);

  then.versionsWere(['1.1.0', '1.0.0']);
  await then.everyReadyInstanceCarries('1.0.0', { count: 2 });
});

scenario('brings a pinned release back after a person deployed another one', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', pinnedTo('1.0.0'));

  await when.somebodyBeginsToDeploy('1.1.0', { to: ['web_1'] });
  await when.minutesPass(12);

  then.deploymentsWere([['web_1']], { version: '1.0.0' });
  await then.everyReadyInstanceCarries('1.0.0', { count: 2 });
});

scenario('follows a rollback of all to an older release', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });

  when.somebodyDeploys('1.0.0', { missing: ['web_2'] });
  await when.minutesPass(12);

  then.deploymentsWere([['web_2']], { version: '1.0.0' });
  await then.everyReadyInstanceCarries('1.0.0', { count: 3 });

  when.somebodyDeploys('1.1.0', { missing: ['web_0'] });
  await when.minutesPass(12);
  then.versionsWere(['1.0.0', '1.1.0']);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});

scenario('leaves alone what a person put on one machine later on', async ({ given, when, then }) => {
  given.aRelease('Web Shop', '2.0.0');
  await given.aFleet('web', { instances: 2 });

  await when.somebodyBeginsToDeploy('2.0.0', { to: ['web_1'] });
  await when.minutesPass(12);
  when.scaledTo(3);
  await when.minutesPass(8);

  then.deploymentsWere([['web_2']], { version: '1.1.0' });
  expect((await then.theInstance('web_1')).releases).toMatchObject([{ version: '2.0.0', state: 'deployed' }]);
  await then.theFleetIs('idle');
});

scenario('waits for a newer release that is under way to all', async ({ given, when, then }) => {
  given.aRelease('Web Shop', '2.0.0');
  await given.aFleet('web', { instances: 2 });
  when.somebodyDeploys('1.0.0', { missing: ['web_1'] });
  when.deploymentsTake(420);

  await when.somebodyBeginsToDeploy('2.0.0');
  await when.minutesPass(20);

  then.deploymentsWere([]);
  await then.everyReadyInstanceCarries('2.0.0', { count: 2 });
});

scenario('gives newcomers the newer release that is under way to the others', async (story) => {
  const { given, when, then } = story;
  given.aRelease('Web Shop', '2.0.0');
  await given.aFleet('web', { instances: 2 });
  when.deploymentsTake(900);

  await when.somebodyBeginsToDeploy('2.0.0');
  when.scaledTo(4);
  await when.minutesPass(8);
  then.deploymentsWere([]);
  await then.theFleetIs('idle', ['newerReleaseUnderWay']);

  await when.minutesPass(32);
  then.deploymentsWere([['web_2', 'web_3']], { version: '2.0.0' });
  await then.everyReadyInstanceCarries('2.0.0', { count: 4 });
  await then.theFleetIs('idle');
});

scenario('gives newcomers the latest release when the newer one does not get there', async (story) => {
  const { given, when, then } = story;
  given.aRelease('Web Shop', '2.0.0');
  await given.aFleet('web', { instances: 2 });
  when.deploymentsTake(900);

  await when.somebodyBeginsToDeploy('2.0.0');
  when.scaledTo(4);
  await when.minutesPass(8);
  await when.somebodyCancelsTheDeployment();
  await when.minutesPass(24);

  then.deploymentsWere([['web_2', 'web_3']], { version: '1.1.0' });
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
  await then.theFleetIs('idle');
});

scenario('waits for somebody else’s deployment of the same release', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });
  when.somebodyDeploys('1.0.0');
  await when.minutesPass(6);
  when.deploymentsTake(420);

  await when.somebodyBeginsToDeploy('1.1.0', { to: ['web_1'] });
  await when.theFleetIsPut('web', pinnedTo('1.1.0'));
  await when.minutesPass(25);

  then.deploymentsWere([['web_0']], { version: '1.1.0' });
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('says on the status that a pinned release is not there', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  await when.theFleetIsPut('web', pinnedTo('9.9.9'));
  await when.minutesPass(6);
  const { problems } = await then.theFleetIs('idle', ['releaseNotFound']);
  expect(problems[0]?.message).toContain('9.9.9');

  given.aRelease('Web Shop', '9.9.9');
  await when.minutesPass(6);
  await then.theFleetIs('idle');
  await then.everyReadyInstanceCarries('9.9.9', { count: 2 });
});

scenario('says on the status that nothing was deployed in full yet', async ({ given, when, then }) => {
  given.aProject('Agent', { releases: ['1.0.0'] });
  await given.aFleet('web', { instances: 1, projects: ['Web Shop', 'Agent'] });
  await then.theFleetIs('idle', ['noFullDeployment']);

  when.somebodyDeploys('1.0.0');
});
