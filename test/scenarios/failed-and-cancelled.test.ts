import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const AGAIN = { retryDeployments: true };

scenario('does not ask again for what a person cancelled, unless it is told to', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });

  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  await when.secondsPass(5);
  await when.somebodyCancelsTheDeployment();
  await when.minutesPass(60);
  then.deploymentsWere([['web_1']]);
  const { problems } = await then.theFleetIs('idle', ['deploymentCancelled']);
  expect(problems[0]?.nextStep).toContain('{"retryDeployments": true}');

  await when.anOperatorReconciles();
  await when.minutesPass(3);
  then.deploymentsWere([['web_1']]);

  await when.anOperatorReconciles('web', AGAIN);
  await when.minutesPass(3);
  then.deploymentsWere([['web_1'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});

scenario('gives up after its attempts, and tries again when an operator says so', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1, deploy: { attempts: 2 } });

  when.octopusSuffers({ task: 'Deploy', times: 2, effect: { type: 'task-fails', message: 'no luck' } });
  when.scaledTo(2);
  await when.minutesPass(60);
  then.deploymentsWere([['web_1'], ['web_1']]);
  const { problems } = await then.theFleetIs('idle', ['deploymentFailed']);
  expect(problems[0]?.nextStep).toContain('{"retryDeployments": true}');

  await when.anOperatorReconciles('web', AGAIN);
  await when.minutesPass(3);
  then.deploymentsWere([['web_1'], ['web_1'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('tries again soon after a failure, without waiting for the timer', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });

  when.octopusSuffers({ task: 'Deploy', effect: { type: 'task-fails', message: 'no luck' } });
  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  await when.theTimelineTells('deploymentFailed');
  await when.secondsPass(75);

  then.deploymentsWere([['web_1'], ['web_1']]);
});

scenario('finds the deployment whose answer was lost behind hundreds of others', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });

  when.octopusSuffers({ method: 'POST', path: '^deployments$', effect: { type: 'answer-lost' } });
  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  when.octopusSuffers({ times: null, effect: { type: 'reset' } });
  await when.minutesPass(20);
  when.somebodyDeploysElsewhere(250);
  when.octopusIsRightAgain();
  await when.minutesPass(8);

  then.deploymentsWere([['web_1']]);
  await then.theTimelineTells('deploymentRequested', /an earlier request of it had arrived/);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('waits for a request that Octopus carries out late', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });

  when.octopusIsSlowToMakeADeployment(40);
  when.scaledTo(2);
  await when.minutesPass(8);

  then.deploymentsWere([['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});
