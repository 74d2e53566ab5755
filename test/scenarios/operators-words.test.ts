import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';
import type { Given } from '../support/given.ts';
import type { When } from '../support/when.ts';

async function threeOfSixAreGone({ given, when }: { given: Given; when: When }): Promise<void> {
  await given.aFleet('web', { instances: 6, prune: { maxPerRun: 2 } });
  when.scaledTo(3);
  await when.minutesPass(12);
}

const OCTOPUS_IS_AWAY = { times: null, effect: { type: 'reset' as const } };
const LEFT = ['web_0', 'web_1', 'web_2'];

scenario('a yes survives a reaction that ends blocked', async (story) => {
  const { when, then } = story;
  await threeOfSixAreGone(story);

  when.octopusSuffers(OCTOPUS_IS_AWAY);
  await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(47);
  const { problems } = await then.theFleetIs('reacting', ['octopusUnreachable', 'yesWaits']);
  expect(problems[1]?.message).toMatch(/yes to 3 removals, given at .*, is not used yet/);
  then.nothingWasPruned();

  when.octopusIsRightAgain();
  await when.minutesPass(8);
  then.targetsStandFor(LEFT);
  await then.theFleetIs('idle');
});

scenario('a yes survives an orchestration that is ended under it', async (story) => {
  const { when, then } = story;
  await threeOfSixAreGone(story);

  when.octopusSuffers(OCTOPUS_IS_AWAY);
  await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(2);
  await when.theOrchestrationIs('terminate');
  when.octopusIsRightAgain();
  await when.minutesPass(8);

  then.targetsStandFor(LEFT);
});

scenario('a yes that could not be used within the hour is said to be used no more', async (story) => {
  const { when, then } = story;
  await threeOfSixAreGone(story);

  when.octopusSuffers(OCTOPUS_IS_AWAY);
  await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(100);
  await then.theTimelineTells('yesLapsed', /yes to 3 removals, given at .*, was not used/);

  when.octopusIsRightAgain();
  await when.minutesPass(20);
  then.nothingWasPruned();
  await then.theFleetIs('idle', ['pruneNeedsYes']);
});

scenario('a yes to too few says how many were asked for', async (story) => {
  const { when, then } = story;
  await threeOfSixAreGone(story);

  await when.anOperatorReconciles('web', { approveRemovals: 2 });
  await when.minutesPass(2);

  then.nothingWasPruned();
  const { problems } = await then.theFleetIs('idle', ['pruneNeedsYes', 'yesTooSmall']);
  expect(problems[1]?.message).toMatch(/asked for 3, the yes was to 2/);
  await then.theTimelineTells('yesTooSmall', /asked for 3, the yes was to 2/);
});

scenario('a yes that nothing needed is no yes to what comes later', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 6, prune: { maxPerRun: 2 } });

  await when.anOperatorReconciles('web', { approveRemovals: 3 });
  await when.minutesPass(2);
  when.scaledTo(3);
  await when.minutesPass(8);

  then.nothingWasPruned();
  await then.theFleetIs('idle', ['pruneNeedsYes']);
});

scenario('a target let go by an id that was not asked about is told of', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 2 });

  await when.anOperatorReconciles('web', { letGo: [then.targetIdOf('web_0'), 'Machines-9999'] });
  await when.minutesPass(2);

  then.nothingWasPruned();
  await then.theTimelineTells('letGoRefused', /Machines-9999/);
});

scenario('what an operator wants tried again is tried after a reaction that ends blocked', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 1 });
  when.deploymentsTake(600);
  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  await when.somebodyCancelsTheDeployment();
  await when.minutesPass(6);

  when.octopusSuffers(OCTOPUS_IS_AWAY);
  await when.anOperatorReconciles('web', { retryDeployments: true });
  await when.minutesPass(50);
  when.octopusIsRightAgain();
  await when.minutesPass(30);

  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});

scenario('a fleet whose names Octopus does not know does not turn without a pause', async (story) => {
  const { given, when, then } = story;
  given.aScaleSet('web', { instances: 2 });
  await when.theFleetIsPut('web', { environment: 'Nowhere' });
  await when.minutesPass(11);

  expect((await then.reactions()).length).toBeLessThanOrEqual(4);
});
