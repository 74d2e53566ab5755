import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { problemOf } from '../azure-adapter/failing.ts';
import {
  listen,
  newTarget,
  simulatedOctopus,
  type SimulatedOctopus,
  targeting,
} from './simulated-octopus.ts';

let octopus: SimulatedOctopus;
let runbookId: string;
let machineId: string;

beforeEach(async () => {
  octopus = await simulatedOctopus();
  const { server, projectId, registry, scope } = octopus;
  runbookId = server.sim.add('runbooks', { Name: 'Warm up', ProjectId: projectId }).Id;
  listen(octopus, newTarget(1));
  ({ machineId } = await registry.register(scope, newTarget(1)));
});
afterEach(() => octopus.server.stop());

const publish = (Name: string) =>
  octopus.server.sim.add('runbooksnapshots', { RunbookId: runbookId, Name }).Id;
const asked = (releaseId: string, machineIds: string[]) => ({
  ...{ projectId: runbookId, releaseId, version: 'A', machineIds, comments: 'why [mark]', marker: '[mark]' },
  useGuidedFailure: false,
});

it('stands where a project does, by the name of both', async () => {
  const projects = [{ project: 'Web Shop', runbook: 'warm UP', release: 'latest' }];
  expect(await octopus.registry.resolve(targeting({ projects }))).toMatchObject({
    projects: [
      { projectId: runbookId, projectName: 'Web Shop: Warm up', isRunbook: true, alwaysLatest: true },
    ],
  });
  const unknown = [{ project: 'Web Shop', runbook: 'Cool down', release: 'latest' }];
  expect(await problemOf(octopus.registry.resolve(targeting({ projects: unknown })))).toMatchObject({
    code: 'octopusNamesNotFound',
    message: expect.stringContaining("runbook 'Cool down'"),
  });
});

it('has what is published for its only release', async () => {
  const { deployments, scope } = octopus;
  const newest = () => deployments.releasesLike(scope, { projectId: runbookId, pattern: '*', first: true });
  expect(await newest()).toEqual([]);
  publish('A');
  const releaseId = publish('B');
  expect(await newest()).toEqual([{ releaseId, version: 'B', assembled: expect.any(String) }]);
  expect(await deployments.release(scope, releaseId)).toMatchObject({ version: 'B' });
  expect(await deployments.release(scope, 'RunbookSnapshots-99')).toBeUndefined();
});

it('is run on machines that are named, never on all, and found again by its marker', async () => {
  const { deployments, scope, clock, server } = octopus;
  const releaseId = publish('A');
  expect(await problemOf(deployments.request(scope, asked(releaseId, [])))).toMatchObject({
    code: 'noMachines',
  });
  const from = new Date(clock.now()).toISOString();
  const made = await deployments.request(scope, asked(releaseId, [machineId]));
  expect(server.sim.list('deployments')).toMatchObject([
    { RunbookId: runbookId, SpecificMachineIds: [machineId] },
  ]);
  const trace = { projectId: runbookId, marker: '[mark]', from, to: from };
  expect(await deployments.find(scope, trace)).toEqual(made);
  await clock.advance(600_000);
  const { deploymentId } = made as { deploymentId: string };
  expect(await deployments.recent(scope, runbookId)).toMatchObject([
    { deploymentId, releaseId, state: 'Success', deployedToMachineIds: [machineId] },
  ]);
  expect(await deployments.reach(scope, [deploymentId])).toMatchObject([
    { deployedToMachineIds: [machineId] },
  ]);
  for (let n = 0; n < 101; n++)
    await deployments.request(scope, { ...asked(releaseId, [machineId]), comments: '' });
  expect(await deployments.find(scope, trace)).toEqual(made);
});

it('whose runs we may not make is refused, with the right that is missing', async () => {
  const { deployments, scope, server } = octopus;
  const releaseId = publish('A');
  server.sim.configure({ permissions: ['RunbookView'] });
  expect(await deployments.request(scope, asked(releaseId, [machineId]))).toMatchObject({
    refused: { code: 'octopusForbidden', nextStep: expect.stringContaining('RunbookRunCreate') },
  });
});
