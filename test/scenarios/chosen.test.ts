import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const agent = { project: 'Agent', release: '2.0.0' };

scenario('deploys with the variables and skipped steps that the fleet names', async (story) => {
  const { given, when, then } = story;
  given.aProject('Agent', { releases: ['2.0.0'] });
  when.theProjectAsksFor(['Variables-1=Color', 'Variables-2=Size'], 'Agent');
  given.aFullDeployment('2.0.0', { FormValues: { 'Variables-1': 'red', 'Variables-2': 'big' } });
  const chosen = { variables: { color: 'blue' }, skipSteps: ['Deploy agent'], useGuidedFailure: true };
  await given.aFleet('web', { instances: 1, projects: [{ ...agent, with: chosen }] });

  when.scaledTo(2);
  await when.minutesPass(6);

  then.projectsWereDeployed([['Agent', 'web_1']]);
  then.theLastDeploymentHad({
    FormValues: { 'Variables-1': 'blue', 'Variables-2': 'big' },
    ...{ SkipActions: [expect.stringMatching(/-deploy$/)], UseGuidedFailure: true },
  });
});

scenario(
  'is told which names the release does not have, and goes on when they are corrected',
  async (story) => {
    const { given, when, then } = story;
    given.aProject('Agent', { releases: ['2.0.0'] });
    const chosen = { variables: { Colour: 'blue' }, skipSteps: ['Smoke test'] };
    await given.aFleet('web', { instances: 1, projects: [{ ...agent, with: chosen }] });

    then.projectsWereDeployed([]);
    const { problems } = await then.theFleetIs('idle', ['deploymentRefused']);
    expect(problems[0]?.message).toContain("no prompted variable 'Colour', step 'Smoke test'");

    await when.theFleetIsPut('web', { projects: [agent] });
    await when.anOperatorReconciles();
    await when.minutesPass(5);
    await then.everyReadyInstanceCarries('2.0.0', { count: 1 });
  },
);

scenario('deploys a project for a tenant of its own, with that tenant’s variables', async (story) => {
  const { given, when, then } = story;
  given.aProject('Agent', { releases: ['2.0.0'] });
  when.theProjectAsksFor(['Variables-1=Color'], 'Agent');
  given.aTenant('North', 'Agent');
  const projects = [{ ...agent, tenant: 'North', with: { variables: { Color: 'blue' } } }];
  await given.aFleet('web', { instances: 1, projects, octopusToo: { tenants: ['North'] } });

  when.scaledTo(2);
  await when.minutesPass(8);

  then.projectsWereDeployed([['Agent', 'web_1']]);
  then.theLastDeploymentHad({ TenantId: 'Tenants-1', FormValues: { 'Variables-1': 'blue' } });
  await then.everyReadyInstanceCarries('2.0.0', { count: 2 });
});

scenario('asks again for a deployment that was not begun within its time in the queue', async (story) => {
  const { given, when, then } = story;
  const projects = [{ project: 'Web Shop', with: { queueMinutes: 5 } }];
  await given.aFleet('web', { instances: 1, projects });

  when.scaledTo(2);
  await when.theTimelineTells('targetsHealthy');
  given.octopusRunsAtOnce(0);
  await when.minutesPass(8);
  then.theLastDeploymentHad({ DeployedToMachineIds: [] });
  given.octopusRunsAtOnce(5);
  await when.minutesPass(20);

  then.deploymentsWere([['web_1'], ['web_1']]);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
});
