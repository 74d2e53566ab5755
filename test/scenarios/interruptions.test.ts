import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const FAILS = { task: 'Deploy', effect: { type: 'task-fails' as const, message: 'no luck' } };
const STUCK = { task: 'Deploy', effect: { type: 'task-stuck' as const } };

scenario('says once where a person is to answer a guided failure, and goes on from there', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1, deploy: { useGuidedFailure: true, cancelAfterMinutes: 10 } });

  when.octopusSuffers(FAILS);
  when.scaledTo(2);
  await when.minutesPass(90);
  const task = octopus.theLastTask()?.Id ?? '';
  const link = `${octopus.url}/app#/Spaces-1/tasks/${task}`;
  await then.theTimelineTellsOnce('deploymentWaits');
  await then.theTimelineTells('deploymentWaits', link);
  const { problems } = await then.theFleetIs('idle', ['deploymentWaits']);
  expect(problems[0]?.nextStep).toContain(link);

  await octopus.thePersonAnswers('Retry');
  await when.minutesPass(5);
  await then.theTimelineTellsOnce('deploymentGoesOn');
  then.deploymentsWere([['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.theFleetIs('idle');
});

scenario('waits for a manual intervention for as long as it takes', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1, deploy: { cancelAfterMinutes: 20 } });
  octopus.theProjectAsksAPerson();

  when.scaledTo(2);
  await when.minutesPass(3 * 60);
  expect(octopus.theLastTask()).toMatchObject({ State: 'Executing', HasPendingInterruptions: true });
  await then.theFleetIs('idle', ['deploymentWaits']);

  await octopus.thePersonAnswers('Proceed');
  await when.minutesPass(5);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('has a deployment cancelled that runs for too long, and tries again', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1, deploy: { cancelAfterMinutes: 10, attempts: 2 } });

  when.octopusSuffers(STUCK);
  when.scaledTo(2);
  await when.minutesPass(14);
  expect(octopus.theLastTask()).toMatchObject({ State: 'Canceled' });
  await when.minutesPass(2);
  await then.theTimelineTellsOnce('deploymentOverdue');
  await then.theTimelineTells('deploymentFailed', /cancelled because it ran for more than 10 minutes/);
  await when.minutesPass(10);
  then.deploymentsWere([['web_1'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('says who must cancel a deployment that Octopus does not let us cancel', async (story) => {
  const { given, when, then, octopus } = story;
  await given.aFleet('web', { instances: 1, deploy: { cancelAfterMinutes: 10 } });

  when.octopusSuffers(STUCK);
  when.octopusSuffers({
    method: 'POST',
    path: 'cancel$',
    times: null,
    effect: { type: 'status', status: 403 },
  });
  when.scaledTo(2);
  await when.minutesPass(40);
  const { problems } = await then.theFleetIs('idle', ['deploymentNotCancelled']);
  expect(problems[0]?.nextStep).toMatch(/app#\/Spaces-1\/tasks\/ServerTasks-\d+.*TaskCancel/);
  expect(octopus.theLastTask()).toMatchObject({ State: 'Executing' });
});
