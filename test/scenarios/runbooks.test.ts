import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const WARM_UP = { project: 'Web Shop', runbook: 'Warm up' };
const PROJECTS = ['Web Shop', WARM_UP];

scenario(
  'runs a runbook on the new machines after their deployment, once for each of them',
  async (story) => {
    const { given, when, then, octopus } = story;
    octopus.aRunbook('Warm up');
    octopus.theRunbookIsPublished('Warm up', 'Snapshot A');
    await given.aFleet('web', { instances: 2, projects: PROJECTS, settlesIn: 10 });

    when.scaledTo(4);
    await when.minutesPass(15);
    then.projectsWereDeployed([
      ['Web Shop', 'web_2', 'web_3'],
      ['Web Shop: Warm up', 'web_2', 'web_3'],
    ]);
    then.deploymentsDidNotOverlap();
    await then.everyReadyInstanceCarries('Snapshot A', { count: 4 });
    await then.theTimelineTells('deploymentPlanned', /^Runs Web Shop: Warm up Snapshot A on web/);
    await when.minutesPass(60);
    expect(then.howManyDeploymentsWere()).toBe(2);
    await then.theFleetIs('idle');
  },
);

scenario('runs what is published anew on all, and counts what a person ran', async (story) => {
  const { given, when, then, octopus } = story;
  octopus.aRunbook('Warm up');
  octopus.theRunbookIsPublished('Warm up', 'Snapshot A');
  await given.aFleet('web', { instances: 2, projects: [WARM_UP] });

  octopus.theRunbookIsPublished('Warm up', 'Snapshot B');
  await octopus.somebodyRuns('Warm up', [then.targetIdOf('web_0')]);
  await when.anOperatorReconciles();
  await when.minutesPass(6);
  then.projectsWereDeployed([['Web Shop: Warm up', 'web_1']]);
  then.versionsWere(['Snapshot B']);
  await then.everyReadyInstanceCarries('Snapshot B', { count: 2 });
});

scenario('asks for one run although the answer was lost', async ({ given, when, then, octopus }) => {
  octopus.aRunbook('Warm up');
  octopus.theRunbookIsPublished('Warm up', 'Snapshot A');
  await given.aFleet('web', { instances: 1, projects: [WARM_UP] });

  when.octopusSuffers({ method: 'POST', path: '^runbookruns$', effect: { type: 'answer-lost' } });
  when.scaledTo(2);
  await when.minutesPass(10);
  then.projectsWereDeployed([['Web Shop: Warm up', 'web_1']]);
  await then.everyReadyInstanceCarries('Snapshot A', { count: 2 });
});

scenario('says so when nothing of a runbook is published, and deploys the rest', async (story) => {
  const { given, when, then, octopus } = story;
  octopus.aRunbook('Warm up');
  await given.aFleet('web', { instances: 1, projects: [WARM_UP, 'Web Shop'] });

  when.scaledTo(2);
  await when.minutesPass(6);
  then.projectsWereDeployed([['Web Shop', 'web_1']]);
  const { problems } = await then.theFleetIs('idle', ['runbookNotPublished']);
  expect(problems[0]?.message).toContain('Web Shop: Warm up');
});
