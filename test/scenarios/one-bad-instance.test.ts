import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

for (const mode of ['Uniform', 'Flexible'] as const) {
  scenario(`${mode}: newcomers do not wait for one that never comes`, async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 2, mode });

    when.aNewInstanceNeverComes();
    when.scaledTo(5);
    await when.minutesPass(11);

    await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
    const { problems } = await then.theFleetIs('idle', ['instanceStuck']);
    expect(problems[0]?.message).toMatch(/is Creating since .* \(\d+ min\); the others go on without/);
  });
}

scenario('newcomers do not wait for a slow deletion', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 3 });
  when.deletionsTake(3600);

  when.scaledTo(2);
  when.scaledTo(4);
  await when.minutesPass(6);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });

  await when.minutesPass(6);
  const { problems } = await then.theFleetIs('idle', ['instanceStuck']);
  expect(problems[0]?.message).toMatch(/is Deleting since/);
  then.nothingWasPruned();
});

scenario('a target goes although another deletion takes an hour', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 4 });

  when.deletionsTake(3600);
  when.scaledTo(3);
  await when.minutesPass(1);
  when.instanceVanishes('web_0');
  await when.minutesPass(12);

  expect(then.standingTargets()).not.toContain('web_0');
  expect(then.standingTargets()).toContain('web_3');
});

scenario(
  'a target goes although the scale set is failed and short of machines',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 3 });

    when.aNewInstanceWillFail();
    when.scaledTo(4);
    await when.minutesPass(8);
    when.instanceVanishes('web_1');
    await when.minutesPass(12);

    then.targetsStandFor(['web_0', 'web_2']);
    await then.theTimelineTells('targetPruned', /missing from Azure’s lists of/);
  },
);

scenario('a scale set that stays short of machines says so, until it is not', async (story) => {
  const { given, when, then } = story;
  await given.aFleet('web', { instances: 3, wait: { deadlineMinutes: 10 } });

  when.instanceVanishes('web_1');
  await when.minutesPass(10);
  expect(await then.problemsOf()).toEqual([]);
  await when.minutesPass(12);
  const problems = await then.problemsOf();
  expect(problems.map(({ code }) => code)).toEqual(['scaleSetShort']);
  expect(problems[0]?.message).toMatch(
    /^web has had 2 of 3 instances since .* min\); Azure says Succeeded\.$/,
  );

  when.scaledTo(2);
  await when.minutesPass(6);
  await then.theFleetIs('idle');
});

scenario(
  'a scale set that stays short delays no later reaction, and is waited for when it grows',
  async (story) => {
    const { given, when, then } = story;
    await given.aFleet('web', { instances: 3 });
    when.instanceVanishes('web_1');
    await when.minutesPass(10);

    await when.anOperatorReconciles();
    await when.minutesPass(2);
    const { startedAt = '', finishedAt = '', reason } = (await then.reactions()).at(-1) ?? {};
    expect(reason).toContain('went on without 1 of 3 instances (not listed)');
    expect(Date.parse(finishedAt) - Date.parse(startedAt)).toBeLessThan(10_000);

    when.scaledTo(6);
    await when.minutesPass(12);
    expect(then.readyInstances().length).toBeGreaterThan(4);
    await then.everyReadyInstanceCarries('1.1.0', { count: then.readyInstances().length });
    // All at once: the newcomers waited for each other.
    then.deploymentsWere([then.readyInstances().filter((name) => !['web_0', 'web_2'].includes(name))]);
  },
);

scenario('who died while Octopus was away is not in the request', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  when.octopusSuffers({ method: 'POST', path: '^deployments$', times: null, effect: { type: 'reset' } });
  when.scaledTo(5);
  await when.theTimelineTells('deploymentPlanned');
  await when.secondsPass(1);
  when.instanceVanishes('web_3');
  await when.minutesPass(10);
  when.octopusIsRightAgain();
  await when.minutesPass(10);

  then.deploymentsReachedOnly(['web_2', 'web_4']);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
});
