import { scenario } from '../support/scenario.ts';

scenario('waits while Octopus is down for ten minutes', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  when.octopusSuffers({ times: null, effect: { type: 'reset' } });
  when.scaledTo(4);
  await when.minutesPass(10);
  then.deploymentsWere([]);

  when.octopusIsRightAgain();
  await when.minutesPass(6);
  then.deploymentsWere([['web_2', 'web_3']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
  await then.eachReactionWasOpenedOnce();
  await then.theFleetIs('idle');
});

for (const status of [429, 503]) {
  scenario(`waits and goes on when Octopus answers ${status} now and then`, async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 2 });

    const effect = { type: 'status' as const, status, retryAfter: 20 };
    for (const after of [1, 4, 7, 11, 16]) when.octopusSuffers({ after, times: 2, effect });
    when.scaledTo(4);
    await when.minutesPass(20);

    then.deploymentsWere([['web_2', 'web_3']]);
    await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
    await then.theFleetIs('idle');
  });
}

scenario(
  'makes one deployment although the answer to asking for it was lost',
  async ({ given, when, then }) => {
    await given.aFleet('web', { instances: 2 });

    when.octopusSuffers({ method: 'POST', path: '^deployments$', effect: { type: 'answer-lost' } });
    when.scaledTo(4);
    await when.minutesPass(10);

    then.deploymentsWere([['web_2', 'web_3']]);
    await then.theTimelineTells('deploymentRequested', /an earlier request of it had arrived/);
    await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
  },
);

scenario('registers once although the answer to registering was lost', async ({ given, when, then }) => {
  await given.aFleet('web', { instances: 2 });

  when.octopusSuffers({ method: 'POST', path: '^machines$', times: 2, effect: { type: 'answer-lost' } });
  when.scaledTo(4);
  await when.minutesPass(10);

  then.targetsStandFor(['web_0', 'web_1', 'web_2', 'web_3']);
  await then.everyReadyInstanceCarries('1.1.0', { count: 4 });
});

scenario(
  'looks again before the next project when Octopus was away meanwhile',
  async ({ given, when, then }) => {
    given.aProject('Agent', { releases: ['2.0.0'], deployed: '2.0.0' });
    await given.aFleet('web', { instances: 1, projects: ['Agent', 'Web Shop'] });

    when.scaledTo(3);
    await when.theDeploymentIsRequested();
    when.octopusSuffers({ times: null, effect: { type: 'reset' } });
    when.scaledTo(2);
    await when.minutesPass(7);
    when.octopusIsRightAgain();
    await when.minutesPass(10);

    then.projectsWereDeployed([
      ['Agent', 'web_1', 'web_2'],
      ['Web Shop', 'web_1'],
    ]);
    then.targetsStandFor(['web_0', 'web_1']);
  },
);
