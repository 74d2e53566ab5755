import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addMachines, finished, listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture } from './octopus-fixture.ts';

function health(...MachineIds: string[]) {
  return {
    SpaceId: 'Spaces-1',
    Name: 'Health',
    Description: 'Check new instances',
    Arguments: { Timeout: '00:05:00', MachineTimeout: '00:01:00', MachineIds },
  };
}

describe('health checks', () => {
  let octopus: Fixture;

  beforeEach(async () => {
    octopus = await startFixture();
    seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  const statusOf = async (id: string) => (await octopus.get(`/api/machines/${id}`))['HealthStatus'];

  test('a new target is checked by a task of its own, unless that is skipped', async () => {
    octopus.server.sim.setTentacle({ host: 'a', thumbprint: 'THUMB-a' });
    await octopus.post('/api/machines', listening('a', 'a', { SkipInitialHealthCheck: false }));
    await octopus.post('/api/machines', listening('b', 'b'));
    const tasks = await octopus.get('/api/tasks?name=Health');
    expect(tasks).toMatchObject({ TotalResults: 1, Items: [{ Arguments: { MachineIds: ['Machines-1'] } }] });
    await finished(octopus, 'ServerTasks-1');
    expect(await statusOf('Machines-1')).toBe('Healthy');
    expect(await statusOf('Machines-2')).toBe('Unknown');
  });

  test('a task goes from queued over executing to success, and only then the health is known', async () => {
    const [id = ''] = await addMachines(octopus, 'a');
    const { status, body } = await octopus.post('/api/Spaces-1/tasks', health(id));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      Id: 'ServerTasks-1',
      State: 'Queued',
      Completed: 'Queued...',
      IsCompleted: false,
      StartTime: null,
      Duration: '0 seconds',
    });
    await octopus.clock.advance(1_500);
    expect(await octopus.get('/api/tasks/ServerTasks-1')).toMatchObject({
      State: 'Executing',
      HasBeenPickedUpByProcessor: true,
    });
    expect(await octopus.get(`/api/machines/${id}`)).toMatchObject({
      HealthStatus: 'Unknown',
      IsInProcess: true,
    });
    await octopus.clock.advance(6_000);
    const task = await octopus.get('/api/tasks/ServerTasks-1');
    expect(task).toMatchObject({ State: 'Success', IsCompleted: true, FinishedSuccessfully: true });
    expect(String(task['CompletedTime'])).toMatch(/^2026-01-01T00:00:0\d\.\d{3}\+00:00$/);
    expect(await statusOf(id)).toBe('Healthy');
  });

  test('a target that does not answer is unavailable, one whose script fails is unhealthy', async () => {
    await addMachines(octopus, 'gone', 'sick', 'changed', 'well');
    const { sim } = octopus.server;
    sim.removeTentacle('gone');
    sim.setTentacle({ host: 'sick', thumbprint: 'THUMB-sick', healthyFrom: null });
    sim.setTentacle({ host: 'changed', thumbprint: 'ANOTHER' });
    const ids = ['Machines-1', 'Machines-2', 'Machines-3', 'Machines-4'];
    await octopus.post('/api/tasks', health(...ids));
    const task = await finished(octopus, 'ServerTasks-1');
    expect(task).toMatchObject({ State: 'Failed', HasWarningsOrErrors: true });
    expect(await Promise.all(ids.map(statusOf))).toEqual([
      'Unavailable',
      'Unhealthy',
      'Unavailable',
      'Healthy',
    ]);
    const raw = await octopus.get<string>('/api/tasks/ServerTasks-1/raw');
    expect(raw).toContain('gone did not answer.');
    expect(raw).toContain("changed presented the unexpected certificate thumbprint 'ANOTHER'.");
  });

  test('a policy that lets machines be offline keeps the task from failing', async () => {
    const policy = octopus.server.sim.add('machinepolicies', {
      Name: 'Scale sets',
      MachineConnectivityPolicy: { MachineConnectivityBehavior: 'MayBeOfflineAndCanBeSkipped' },
    });
    await octopus.post('/api/machines', listening('a', 'a', { MachinePolicyId: policy.Id }));
    await octopus.post('/api/tasks', health('Machines-1'));
    const task = await finished(octopus, 'ServerTasks-1');
    expect(task).toMatchObject({ State: 'Success', HasWarningsOrErrors: true });
    expect(await statusOf('Machines-1')).toBe('Unavailable');
  });

  test('no machines and no environment named checks everything there is', async () => {
    await addMachines(octopus, 'a', 'b');
    await octopus.post('/api/tasks', { Name: 'Health', Description: 'All' });
    await finished(octopus, 'ServerTasks-1');
    expect([await statusOf('Machines-1'), await statusOf('Machines-2')]).toEqual(['Healthy', 'Healthy']);
  });

  test('machines of a policy are checked on its schedule and cleaned up when they stay away', async () => {
    const { sim } = octopus.server;
    const policy = sim.add('machinepolicies', {
      Name: 'Scale sets',
      MachineHealthCheckPolicy: { HealthCheckInterval: '00:10:00', HealthCheckType: 'OnlyConnectivity' },
      MachineCleanupPolicy: {
        DeleteMachinesBehavior: 'DeleteUnavailableMachines',
        DeleteMachinesElapsedTimeSpan: '00:15:00',
      },
    });
    const goneAt = octopus.clock.now() + 5 * 60_000;
    sim.setTentacle({ host: 'a', thumbprint: 'THUMB-a', until: goneAt });
    await octopus.post('/api/machines', listening('a', 'a', { MachinePolicyId: policy.Id }));
    await octopus.clock.advance(11 * 60_000);
    expect(await statusOf('Machines-1')).toBe('Unavailable');
    await octopus.clock.advance(15 * 60_000);
    expect((await octopus.call('GET', '/api/machines/Machines-1')).status).toBe(404);
    expect(sim.history()).toContainEqual(
      expect.objectContaining({
        what: 'Deleted',
        by: 'policy',
        facts: { machineId: 'Machines-1', name: 'a' },
      }),
    );
  });

  test('the state is the same whether time is looked at often or once', async () => {
    const { sim } = octopus.server;
    await addMachines(octopus, 'a', 'b');
    for (let count = 0; count < 12; count++) await octopus.post('/api/tasks', health('Machines-1'));
    const start = sim.snapshot();
    for (let step = 0; step < 60; step++) {
      await octopus.clock.advance(1_000);
      await octopus.get('/api/tasks');
    }
    const often = sim.snapshot();
    const other = await startFixture();
    other.server.sim.restore(start);
    await other.clock.advance(60_000);
    expect(JSON.parse(other.server.sim.snapshot())).toEqual(JSON.parse(often));
    await other.server.stop();
  });

  test('a task without name or description is refused, one that is not simulated is a 501', async () => {
    const nothing = await octopus.post('/api/tasks', {});
    expect(nothing).toMatchObject({
      status: 400,
      body: { Errors: ['Name is required.', 'Description is required.'] },
    });
    expect((await octopus.post('/api/tasks', { Name: 'Backup', Description: 'x' })).status).toBe(501);
    expect((await octopus.post('/api/tasks', { Name: 'Nonsense', Description: 'x' })).status).toBe(400);
  });
});
