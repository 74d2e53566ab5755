import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('deploys anew to a machine that Octopus left out, once it answers again', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 2 });

  when.scaledTo(4);
  await when.theDeploymentIsRequested();
  when.tentacleIs('silent', 'web_3');
  await when.minutesPass(60);
  then.deploymentsWere([['web_2', 'web_3']]);
  await then.theTimelineTells('deploymentLeftOut', /web_3|web000003/);
  expect((await then.theInstance('web_3')).releases).toMatchObject([{ state: 'leftOut', attempts: 0 }]);
  await then.theFleetIs('idle', ['instanceUnhealthy']);

  when.tentacleIs('well', 'web_3');
  await when.minutesPass(6);
  then.deploymentsWere([['web_2', 'web_3'], ['web_3']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
  await then.theFleetIs('idle');
});

scenario('asks nothing of a disabled target, and makes up for it when it is enabled', async (story) => {
  const { given, when, then } = story;
  const pinnedTo = (release: string) => ({ instances: 3, projects: [{ project: 'Web Shop', release }] });
  await given.aFleet('web', pinnedTo('1.0.0'));

  when.targetIs('disabled', 'web_1');
  await when.theFleetIsPut('web', pinnedTo('1.1.0'));
  await when.minutesPass(30);
  then.deploymentsWere([['web_0', 'web_2']], { version: '1.1.0' });
  await then.theFleetIs('idle', ['targetDisabled']);

  when.targetIs('enabled', 'web_1');
  await when.minutesPass(6);
  then.deploymentsWere([['web_0', 'web_2'], ['web_1']], { version: '1.1.0' });
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
  await then.theFleetIs('idle');
});

scenario('does not ask for what is disabled before Octopus can be asked', async ({ given, when, then }) => {
  const pinnedTo = (release: string) => ({ instances: 3, projects: [{ project: 'Web Shop', release }] });
  await given.aFleet('web', pinnedTo('1.0.0'));
  const refusal = { type: 'status' as const, status: 503 };
  when.octopusSuffers({ method: 'POST', path: '^deployments$', times: 4, effect: refusal });

  await when.theFleetIsPut('web', pinnedTo('1.1.0'));
  await when.secondsPass(12);
  when.targetIs('disabled', 'web_1');
  when.targetIsRemovedBehindOurBack('web_2');
  await when.minutesPass(15);
  then.deploymentsWere([['web_0'], ['web_2']], { version: '1.1.0' });
  await then.theFleetIs('idle', ['targetDisabled']);

  when.targetIs('enabled', 'web_1');
  await when.minutesPass(6);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});

scenario('does not take for deployed what was disabled after it was asked for', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });

  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  when.targetIs('disabled', 'web_1');
  await when.minutesPass(10);
  then.deploymentsWere([['web_1']]);
  await then.theFleetIs('idle', ['targetDisabled']);

  when.targetIs('enabled', 'web_1');
  await when.minutesPass(6);
  then.deploymentsWere([['web_1'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('asks ever more rarely for a healthy machine that is out of the project’s reach', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1, settlesIn: 1 });
  when.theProjectRunsOn(['database']);

  when.scaledTo(2);
  await when.minutesPass(120);

  expect(then.howManyDeploymentsWere()).toBeGreaterThan(3);
  expect(then.howManyDeploymentsWere()).toBeLessThan(11);
  expect((await then.theInstance('web_1')).releases).toMatchObject([{ state: 'leftOut', attempts: 0 }]);
  await then.theFleetIs('idle', ['deploymentLeftOut']);
});

scenario('believes the deployment when Octopus has forgotten its task', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });

  when.scaledTo(3);
  await when.theDeploymentIsRequested();
  when.tentacleIs('silent', 'web_2');
  when.octopusSuffers({ times: null, effect: { type: 'reset' } });
  await when.minutesPass(5);
  when.theTaskIsForgotten();
  when.tentacleIs('well', 'web_2');
  when.octopusIsRightAgain();
  await when.minutesPass(8);

  then.deploymentsWere([['web_1', 'web_2'], ['web_2']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});
