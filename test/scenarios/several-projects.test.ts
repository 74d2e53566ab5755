import { expect } from '@jest/globals';
import { scenario } from '../support/scenario.ts';

const AGENT = { releases: ['2.0.0'], deployed: '2.0.0' };
const BOTH = ['Agent', 'Web Shop'];
const FAILS = { task: 'Deploy', effect: { type: 'task-fails' as const, message: 'no luck' } };

scenario('deploys projects side by side when the fleet says so', async ({ given, when, then }) => {
  given.aProject('Agent', AGENT);
  await given.aFleet('web', { instances: 1, projects: BOTH, deploy: { projects: 'sideBySide' } });

  when.scaledTo(2);
  await when.theDeploymentIsRequested();
  await when.secondsPass(2);
  expect(then.howManyDeploymentsWere()).toBe(2);
  then.deploymentsWere([['web_1']], { project: 'Agent' });
  then.deploymentsWere([['web_1']], { project: 'Web Shop' });
  await when.minutesPass(5);
  await then.everyReadyInstanceCarries('1.1.0', { count: 2 });
  await then.everyReadyInstanceCarries('2.0.0');
});

scenario('says who is held back by a project before that did not get there', async (story) => {
  const { given, when, then } = story;
  given.aProject('Agent', AGENT);
  await given.aFleet('web', { instances: 1, projects: BOTH, deploy: { attempts: 1 } });

  when.octopusSuffers(FAILS);
  when.scaledTo(2);
  await when.minutesPass(20);
  then.projectsWereDeployed([['Agent', 'web_1']]);
  const { problems } = await then.theFleetIs('idle', ['projectHeldBack', 'deploymentFailed']);
  expect(problems[0]?.message).toBe('web_1 do not get Web Shop before Agent 2.0.0, which they did not get.');
});

scenario('a project that fails side by side keeps no other from its machines', async (story) => {
  const { given, when, then } = story;
  given.aProject('Agent', AGENT);
  const deploy = { projects: 'sideBySide', attempts: 1 };
  await given.aFleet('web', { instances: 1, projects: BOTH, deploy });

  when.octopusSuffers(FAILS);
  when.scaledTo(2);
  await when.minutesPass(20);
  const { problems } = await then.theFleetIs('idle', ['deploymentFailed']);
  const carried = (await then.theInstance('web_1')).releases.map(({ state }) => state);
  expect(carried.sort()).toEqual(['deployed', 'failed']);
  expect(problems[0]?.message).not.toMatch(/Agent.*Web Shop/);
});

scenario('goes on with the others when we may not see what one project has', async (story) => {
  const { given, when, then } = story;
  given.aProject('Agent', AGENT);
  await given.aFleet('web', { instances: 1, projects: [{ project: 'Agent', release: '2.*' }, 'Web Shop'] });
  const agent = '^projects/[^/]+/releases$';
  when.octopusSuffers({ path: agent, times: null, effect: { type: 'status', status: 403 } });

  when.scaledTo(2);
  await when.minutesPass(6);
  then.projectsWereDeployed([['Web Shop', 'web_1']]);
  const { problems } = await then.theFleetIs('idle', ['octopusForbidden']);
  expect(problems[0]?.message).toMatch(/^Nothing of Agent is deployed\./);
});

scenario('plans what it would ask for, and asks for none of it', async (story) => {
  const { given, when, then, octopus } = story;
  given.aProject('Agent', AGENT);
  await given.aFleet('web', { instances: 1, projects: BOTH, settlesIn: 10 });
  expect(await octopus.thePlan()).toEqual({ deployments: [], problems: [] });

  given.aRelease('Agent', '3.0.0');
  given.aFullDeployment('3.0.0');
  const machine = { id: then.targetIdOf('web_0'), name: then.targets()[0]?.Name, instance: 'web_0' };
  expect(await octopus.thePlan()).toMatchObject({
    deployments: [{ projectName: 'Agent', version: '3.0.0', machines: [machine], after: [] }],
    problems: [],
  });
  then.deploymentsWere([]);
  await when.minutesPass(12);
  then.projectsWereDeployed([['Agent', 'web_0']]);
});

scenario('plans projects in their order, and says what stands in the way', async (story) => {
  const { given, when, then, octopus } = story;
  given.aProject('Agent', { releases: ['2.0.0'] });
  given.aProject('Monitor', AGENT);
  await given.aFleet('web', { instances: 1, projects: [] });
  await when.theFleetIsPut('web', { projects: ['Agent', 'Monitor', 'Web Shop'] });

  const { deployments, problems } = await octopus.thePlan();
  expect(deployments).toMatchObject([
    { projectName: 'Monitor', version: '2.0.0', after: [] },
    { projectName: 'Web Shop', version: '1.1.0', after: ['Monitor'] },
  ]);
  expect(problems).toMatchObject([{ code: 'noFullDeployment' }]);
  then.deploymentsWere([]);
});

scenario('takes the variables as they are now before each deployment, when told to', async (story) => {
  const { given, when, then, octopus } = story;
  const project = { project: 'Web Shop', with: { refreshVariables: true } };
  await given.aFleet('web', { instances: 1, projects: [project] });
  const before = octopus.snapshotsOfVariables();

  when.scaledTo(2);
  await when.minutesPass(6);
  then.deploymentsWere([['web_1']]);
  expect(octopus.snapshotsOfVariables()).toBe(before + 1);
});
