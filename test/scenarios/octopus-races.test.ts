import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

scenario('a runbook and a project of the same name are two, and each is brought once', async (story) => {
  const { given, when, then, octopus } = story;
  octopus.aRunbook('Web Shop');
  octopus.theRunbookIsPublished('Web Shop', '1.1.0');
  const runbook = { project: 'Web Shop', runbook: 'Web Shop' };
  await given.aFleet('web', { instances: 1, projects: ['Web Shop', runbook], settlesIn: 10 });

  when.scaledTo(2);
  await when.minutesPass(15);
  then.projectsWereDeployed([
    ['Web Shop', 'web_1'],
    ['Web Shop: Web Shop', 'web_1'],
  ]);
  await when.minutesPass(60);
  expect(then.howManyDeploymentsWere()).toBe(2);
  await then.theFleetIs('idle');
});

scenario('a wait of Octopus without end is no wait without end', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 1 });
  when.octopusSuffers({
    method: 'POST',
    path: '^deployments$',
    effect: { type: 'status', status: 429, retryAfter: 1e20 },
  });
  when.scaledTo(2);
  await when.minutesPass(60);
  then.deploymentsWere([['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});

scenario('a person answers in the very minute in which the deployment is cancelled', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1, deploy: { cancelAfterMinutes: 10, attempts: 2 } });
  octopus.theProjectAsksAPerson();

  when.scaledTo(2);
  await when.minutesPass(30);
  when.octopusSuffers({ method: 'POST', path: 'cancel$', effect: { type: 'answer-lost' } });
  when.octopusSuffers({ task: 'Deploy', effect: { type: 'task-stuck' } });
  await octopus.thePersonAnswers('Abort');
  await when.minutesPass(5);
  await octopus.thePersonAnswers('Proceed');
  await when.minutesPass(20);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});

scenario('a freeze that begins between the plan and the request is waited out', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1 });
  when.octopusSuffers({ method: 'POST', path: '^deployments$', effect: { type: 'status', status: 503 } });
  when.scaledTo(2);
  await when.minutesPass(1);
  octopus.deploymentsAreFrozen(45);
  await when.minutesPass(30);
  then.deploymentsWere([]);
  expect((await then.theFleetIs('idle', [])).waiting?.code).toBe('octopusDeploymentFreeze');
  await when.minutesPass(25);
  then.deploymentsWere([['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('a project of two names and two releases is refused, not deployed to and fro', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1 });
  const release = (project: string, version: string) => ({ project, release: version });
  const before = octopus.theLastTask();
  await when.theFleetIsPut('web', {
    projects: [release('Web Shop', '1.0.0'), release('web-shop', '1.1.0')],
  });
  await when.minutesPass(60);
  expect(octopus.theLastTask()).toEqual(before);
  const { problems } = await then.theFleetIs('blocked', ['projectTwice']);
  expect(problems[0]?.message).toContain('Web Shop twice');
});
