import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('tries again at once when an operator reconciles after a refusal', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });

  when.octopusSuffers({ method: 'POST', path: '^deployments$', times: null, effect: FORBIDDEN });
  when.scaledTo(2);
  await when.minutesPass(120);
  then.deploymentsWere([]);
  const { problems } = await then.theFleetIs('idle', ['deploymentRefused']);
  expect(problems[0]?.nextStep).toContain('Deployment Creator');

  when.octopusIsRightAgain();
  await when.anOperatorReconciles();
  await when.minutesPass(1);
  then.deploymentsWere([['web_1']]);
});

const FORBIDDEN = { type: 'status' as const, status: 403, message: 'You do not have permission.' };

scenario('holds only the project that is refused', async ({ given, when, then }) => {
  given.aProject('Agent', { releases: ['2.0.0'], deployed: '2.0.0' });
  await given.aFleet('web', { instances: 1, projects: ['Web Shop', 'Agent'] });
  when.theProjectAsksFor(['Color'], 'Agent');

  when.scaledTo(2);
  await when.minutesPass(15);

  then.projectsWereDeployed([['Web Shop', 'web_1']]);
  const { problems } = await then.theFleetIs('idle', ['deploymentRefused']);
  expect(problems[0]?.message).toContain('Color');
});

scenario('repeats the skipped steps and prompted variables of the full deployment', async (story) => {
  const { given, when, then } = story;
  given.aProject('Agent', { releases: ['2.0.0'] });
  when.theProjectAsksFor(['Color'], 'Agent');
  given.aFullDeployment('2.0.0', { FormValues: { Color: 'blue' }, SkipActions: ['Actions-7'] });
  await given.aFleet('web', { instances: 1, projects: ['Agent'] });

  when.scaledTo(2);
  await when.minutesPass(6);

  then.projectsWereDeployed([['Agent', 'web_1']]);
  then.theLastDeploymentHad({ FormValues: { Color: 'blue' }, SkipActions: ['Actions-7'] });
});

scenario('also for a release that the fleet pins', async ({ given, when, then }) => {
  given.aProject('Agent', { releases: ['2.0.0', '3.0.0'] });
  when.theProjectAsksFor(['Color'], 'Agent');
  given.aFullDeployment('2.0.0', { FormValues: { Color: 'red' } });
  given.aFullDeployment('3.0.0', { FormValues: { Color: 'blue' } });
  await given.aFleet('web', { instances: 1, projects: [{ project: 'Agent', release: '2.0.0' }] });

  when.scaledTo(2);
  await when.minutesPass(6);

  then.projectsWereDeployed([['Agent', 'web_1']]);
  then.theLastDeploymentHad({ FormValues: { Color: 'red' } });
});

scenario('asks for the others when the refusal names one machine', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });
  when.scaledTo(3);
  await when.theTimelineTells('healthCheckStarted');
  const named = then.targetIdOf('web_2');
  const message = `The machine '${named}' may not be deployed to.`;
  when.octopusSuffers({
    method: 'POST',
    path: '^deployments$',
    effect: { type: 'status', status: 400, message },
  });
  await when.minutesPass(2);

  then.deploymentsWere([['web_1'], ['web_2']]);
  await when.minutesPass(4);
  await then.everyReadyInstanceCarries('1.1.0', { count: 3 });
});
