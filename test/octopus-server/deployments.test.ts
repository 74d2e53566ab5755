import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  addMachines,
  deployedShop,
  deployShop,
  finished,
  listening,
  seedShop,
  startFixture,
} from './octopus-fixture.ts';
import type { Deployment, Fixture, Json, Shop } from './octopus-fixture.ts';

describe('deployments', () => {
  let octopus: Fixture;
  let shop: Shop;

  beforeEach(async () => {
    octopus = await startFixture();
    shop = seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  const deploy = (more: Json = {}) => deployShop(octopus, shop, more);
  const deployed = (more: Json = {}) => deployedShop(octopus, shop, more);
  const stateOf = async (deployment: Deployment) =>
    (await octopus.get(`/api/tasks/${deployment.TaskId}`))['State'];
  const policy = (changes: Json) =>
    octopus.server.sim.change('projects', shop.projectId, {
      ProjectConnectivityPolicy: {
        SkipMachineBehavior: 'None',
        TargetRoles: [],
        AllowDeploymentsToNoTargets: false,
        ExcludeUnhealthyTargets: false,
        ...changes,
      },
    });

  test('a deployment to named machines goes to exactly those, and keeps its comments', async () => {
    const [, second = '', third = ''] = await addMachines(octopus, 'a', 'b', 'c');
    const created = await deploy({ SpecificMachineIds: [second, third], Comments: 'marker 42' });
    expect(created).toMatchObject({
      Id: 'Deployments-1',
      TaskId: 'ServerTasks-1',
      ProjectId: shop.projectId,
      ChannelId: 'Channels-1',
      Name: 'Deploy to Production',
      Comments: 'marker 42',
      SpecificMachineIds: [second, third],
      FailureEncountered: false,
      Links: { Task: '/api/tasks/ServerTasks-1' },
    });
    const task = await finished(octopus, created.TaskId);
    expect(task).toMatchObject({
      State: 'Success',
      Name: 'Deploy',
      Description: 'Deploy Shop release 1.0.0 to Production',
      Arguments: { DeploymentId: 'Deployments-1' },
      ProjectId: shop.projectId,
    });
    expect(await octopus.get('/api/Spaces-1/deployments/Deployments-1')).toMatchObject({
      DeployedToMachineIds: [second, third],
      Comments: 'marker 42',
    });
  });

  test('an empty list of machines means all enabled ones of the environment with the role', async () => {
    const [first = ''] = await addMachines(octopus, 'a');
    octopus.server.sim.add('environments', { Name: 'Test' });
    await octopus.post('/api/machines', listening('disabled', 'd', { IsDisabled: true }));
    await octopus.post('/api/machines', listening('api', 'e', { Roles: ['api'] }));
    await octopus.post('/api/machines', listening('test', 'f', { EnvironmentIds: ['Environments-2'] }));
    const { deployment } = await deployed({ SpecificMachineIds: [] });
    expect(deployment.DeployedToMachineIds).toEqual([first]);
  });

  test('unknown releases, environments and machines are refused together, and nothing is made', async () => {
    const nothing = await octopus.post('/api/deployments', {});
    expect(nothing.body['Errors']).toEqual(['ReleaseId is required.', 'EnvironmentId is required.']);
    const unknown = await octopus.post('/api/deployments', {
      ReleaseId: 'Releases-9',
      EnvironmentId: shop.environmentId,
      SpecificMachineIds: ['Machines-9'],
    });
    expect(unknown.status).toBe(400);
    expect(unknown.body['Errors']).toEqual([
      "The resource 'Releases-9' was not found.",
      "The machine 'Machines-9' was not found.",
    ]);
    expect(await octopus.get('/api/deployments')).toMatchObject({ TotalResults: 0 });
    expect(await octopus.get('/api/tasks')).toMatchObject({ TotalResults: 0 });
  });

  test('a deployment takes the twenty to forty seconds drawn from the seed', async () => {
    await addMachines(octopus, 'a');
    const { task } = await deployed();
    const took = Date.parse(String(task['CompletedTime'])) - Date.parse(String(task['StartTime']));
    expect(took).toBeGreaterThanOrEqual(20_000);
    expect(took).toBeLessThanOrEqual(40_000);
  });

  test('deployments of a project to an environment follow one another; other projects do not wait', async () => {
    await addMachines(octopus, 'a');
    const other = octopus.server.sim.add('projects', { Name: 'Other' });
    const release = octopus.server.sim.add('releases', { ProjectId: other.Id, Version: '2.0.0' });
    const [first, second, third] = [await deploy(), await deploy(), await deploy({ ReleaseId: release.Id })];
    await octopus.clock.advance(5_000);
    expect([await stateOf(first), await stateOf(second), await stateOf(third)]).toEqual([
      'Executing',
      'Queued',
      'Executing',
    ]);
    const firstTask = await finished(octopus, first.TaskId);
    const secondTask = await finished(octopus, second.TaskId);
    expect(secondTask['StartTime']).toBe(firstTask['CompletedTime']);
  });

  test('five tasks run at once, the sixth waits', async () => {
    await addMachines(octopus, 'a');
    for (let count = 0; count < 6; count++)
      await octopus.post('/api/tasks', {
        Name: 'Health',
        Description: `check ${count}`,
        Arguments: { MachineIds: ['Machines-1'] },
      });
    await octopus.clock.advance(2_000);
    expect(await octopus.get('/api/tasks?states=Executing')).toMatchObject({ TotalResults: 5 });
    expect(await octopus.get('/api/tasks?states=Queued')).toMatchObject({
      TotalResults: 1,
      Items: [{ Id: 'ServerTasks-6' }],
    });
    expect(await octopus.get('/api/tasks/ServerTasks-6/queued-behind')).toMatchObject({ TotalResults: 5 });
  });

  test('a machine deleted during its deployment fails it', async () => {
    const [first = '', second = ''] = await addMachines(octopus, 'a', 'b');
    const created = await deploy({ SpecificMachineIds: [first, second] });
    await octopus.clock.advance(5_000);
    await octopus.call('DELETE', `/api/machines/${first}`);
    await octopus.clock.advance(2_000);
    expect(await octopus.get(`/api/tasks/${created.TaskId}`)).toMatchObject({
      State: 'Failed',
      ErrorMessage:
        'The deployment failed because one or more steps failed. Please see the deployment log for details.',
    });
    expect(await octopus.get(`/api/deployments/${created.Id}`)).toMatchObject({ FailureEncountered: true });
  });

  test('a machine that does not answer fails the deployment, or is skipped if the project says so', async () => {
    const [first = '', second = ''] = await addMachines(octopus, 'a', 'b');
    octopus.server.sim.removeTentacle('b');
    const failed = await deployed({ SpecificMachineIds: [first, second] });
    expect(failed.task['State']).toBe('Failed');
    policy({ SkipMachineBehavior: 'SkipUnavailableMachines' });
    const skipped = await deployed({ SpecificMachineIds: [first, second] });
    expect(skipped.task).toMatchObject({ State: 'Success', HasWarningsOrErrors: true });
    expect(skipped.deployment.DeployedToMachineIds).toEqual([first]);
  });

  test('a machine that goes away while it is deployed to counts as one that does not answer', async () => {
    const ids = await addMachines(octopus, 'a', 'b');
    const { sim } = octopus.server;
    sim.setTentacle({ host: 'b', thumbprint: 'THUMB-b', until: octopus.clock.now() + 10_000 });
    const failed = await deployed({ SpecificMachineIds: ids });
    expect(failed.task['State']).toBe('Failed');
    policy({ SkipMachineBehavior: 'SkipUnavailableMachines' });
    sim.setTentacle({ host: 'b', thumbprint: 'THUMB-b', until: octopus.clock.now() + 10_000 });
    const skipped = await deployed({ SpecificMachineIds: ids });
    expect(skipped.task['State']).toBe('Success');
    expect(skipped.deployment.DeployedToMachineIds).toEqual([ids[0]]);
  });

  test('unhealthy machines are excluded if the project says so', async () => {
    const [first = '', second = ''] = await addMachines(octopus, 'a', 'b');
    octopus.server.sim.change('machines', second, { HealthStatus: 'Unhealthy' });
    policy({ ExcludeUnhealthyTargets: true });
    const { deployment } = await deployed();
    expect(deployment.DeployedToMachineIds).toEqual([first]);
  });

  test('a deployment to nowhere fails, unless the project allows it', async () => {
    expect((await deployed()).task['State']).toBe('Failed');
    policy({ AllowDeploymentsToNoTargets: true });
    expect((await deployed()).task['State']).toBe('Success');
  });

  test('a queued deployment is cancelled at once, a running one after a moment', async () => {
    await addMachines(octopus, 'a');
    const [running, queued] = [await deploy(), await deploy()];
    await octopus.clock.advance(5_000);
    await octopus.post(`/api/tasks/${queued.TaskId}/cancel`, {});
    expect(await stateOf(queued)).toBe('Canceled');
    await octopus.post(`/api/tasks/${running.TaskId}/cancel`, {});
    expect(await stateOf(running)).toBe('Cancelling');
    await octopus.clock.advance(2_000);
    expect(await stateOf(running)).toBe('Canceled');
    expect((await octopus.post(`/api/tasks/${running.TaskId}/cancel`, {})).status).toBe(400);
  });

  test('with guided failure a failing deployment stays executing until a person answers', async () => {
    const ids = await addMachines(octopus, 'a');
    octopus.server.sim.removeTentacle('a');
    const { TaskId } = await deploy({ SpecificMachineIds: ids, UseGuidedFailure: true });
    await octopus.clock.advance(60_000);
    expect(await octopus.get(`/api/tasks/${TaskId}`)).toMatchObject({
      State: 'Executing',
      HasPendingInterruptions: true,
    });
    const pending = await octopus.get<{ Items: Json[] }>(
      `/api/interruptions?regarding=${TaskId}&pendingOnly=true`,
    );
    const id = String(pending.Items[0]?.['Id']);
    expect((await octopus.post(`/api/interruptions/${id}/submit`, { Result: 'Retry' })).status).toBe(400);
    await octopus.call('PUT', `/api/interruptions/${id}/responsible`);
    octopus.server.sim.setTentacle({ host: 'a', thumbprint: 'THUMB-a' });
    expect((await octopus.post(`/api/interruptions/${id}/submit`, { Result: 'Retry' })).status).toBe(200);
    expect(await finished(octopus, TaskId)).toMatchObject({ State: 'Success' });
  });

  test('lists are newest first and filtered by project, environment, state and text', async () => {
    await addMachines(octopus, 'a');
    await deployed();
    await deploy();
    const both = await octopus.get<{ Items: Json[] }>(
      `/api/Spaces-1/deployments?projects=${shop.projectId}&environments=${shop.environmentId}&take=10`,
    );
    expect(both.Items.map(({ Id }) => Id)).toEqual(['Deployments-2', 'Deployments-1']);
    const done = await octopus.get<{ Items: Json[] }>('/api/Spaces-1/deployments?taskState=Success');
    expect(done.Items.map(({ Id }) => Id)).toEqual(['Deployments-1']);
    expect(await octopus.get('/api/deployments?projects=Projects-9')).toMatchObject({ TotalResults: 0 });
    const active = await octopus.get<{ Items: Json[] }>(
      `/api/tasks?name=Deploy&project=${shop.projectId}&environment=${shop.environmentId}&active=true`,
    );
    expect(active.Items.map(({ Id }) => Id)).toEqual(['ServerTasks-2']);
  });

  test('a task that is not started before it expires is timed out', async () => {
    await addMachines(octopus, 'a');
    await deploy();
    const soon = new Date(octopus.clock.now() + 10_000).toISOString();
    const second = await deploy({ QueueTimeExpiry: soon });
    await octopus.clock.advance(11_000);
    expect(await stateOf(second)).toBe('TimedOut');
  });
});
