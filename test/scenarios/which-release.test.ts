import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const shop = { project: 'Web Shop' };

scenario(
  'follows what another environment has, and leaves alone what came to its own later',
  async (story) => {
    const { given, when, then } = story;
    given.anEnvironment('Staging');
    given.aFullDeployment('1.0.0', { to: 'Staging' });
    await given.aFleet('web', { instances: 1, projects: [{ ...shop, mode: { promote: 'Staging' } }] });
    await then.everyReadyInstanceCarries('1.0.0', { count: 1 });

    given.aRelease('Web Shop', '2.0.0');
    given.aFullDeployment('2.0.0', { to: 'Staging' });
    when.scaledTo(2);
    await when.minutesPass(12);
    then.versionsWere(['2.0.0']);
    await then.everyReadyInstanceCarries('2.0.0', { count: 2 });

    when.somebodyDeploys('1.1.0');
    await when.minutesPass(12);
    then.versionsWere(['2.0.0']);
  },
);

scenario('says that the environment to promote from has nothing yet', async ({ given, then }) => {
  given.anEnvironment('Staging');
  await given.aFleet('web', { instances: 1, projects: [{ ...shop, mode: { promote: 'Staging' } }] });

  const { problems } = await then.theFleetIs('idle', ['noFullDeployment']);
  expect(problems[0]?.message).toBe(
    'No release of Web Shop was deployed in full and with success to Staging.',
  );
});

scenario('takes the newest release there is, whether it was ever deployed or not', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1, projects: [{ ...shop, mode: 'alwaysLatest' }] });

  given.aRelease('Web Shop', '1.2.0');
  when.scaledTo(2);
  await when.minutesPass(10);

  then.versionsWere(['1.2.0']);
  await then.everyReadyInstanceCarries('1.2.0', { count: 2 });
});

scenario('takes the newest deployed release of a pattern, not the newest of all', async (story) => {
  const { given, when, then } = story;
  for (const version of ['2020.2.1', '2020.2.10', '2020.20.1']) {
    given.aRelease('Web Shop', version);
    given.aFullDeployment(version);
  }
  given.aRelease('Web Shop', '2020.2.11');
  await given.aFleet('web', { instances: 1, projects: [{ ...shop, release: '2020.2.*' }] });

  when.scaledTo(2);
  await when.minutesPass(10);

  then.deploymentsWere([['web_1']], { version: '2020.2.10' });
});

scenario('takes the newest release there is of a pattern, and says when there is none', async (story) => {
  const { given, when, then } = story;
  const projects = [{ ...shop, release: '3.*-hotfix', mode: 'alwaysLatest' as const }];
  await given.aFleet('web', { instances: 1, projects });
  const { problems } = await then.theFleetIs('idle', ['releaseNotFound']);
  expect(problems[0]?.message).toBe('Web Shop has no release 3.*-hotfix.');

  for (const version of ['3.1-hotfix', '3.2-hotfix', '3.3']) given.aRelease('Web Shop', version);
  await when.anOperatorReconciles();
  await when.minutesPass(5);

  then.versionsWere(['3.2-hotfix']);
  await then.everyReadyInstanceCarries('3.2-hotfix', { count: 1 });
});
