import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addMachines, finished, listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture } from './octopus-fixture.ts';

describe('faults', () => {
  let octopus: Fixture;

  beforeEach(async () => {
    octopus = await startFixture();
    seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  test('a fault strikes the calls it matches, as often as it says, after those it lets through', async () => {
    octopus.server.sim.fault({
      method: 'GET',
      path: '^machines$',
      after: 1,
      times: 2,
      effect: { type: 'status', status: 429, retryAfter: 7 },
    });
    const statuses: number[] = [];
    for (let count = 0; count < 4; count++)
      statuses.push((await octopus.call('GET', '/api/Spaces-1/machines')).status);
    expect(statuses).toEqual([200, 429, 429, 200]);
    expect((await octopus.call('GET', '/api/Spaces-1/environments')).status).toBe(200);
  });

  test('a 429 may come with or without the time to wait', async () => {
    octopus.server.sim.fault({ effect: { type: 'status', status: 429, retryAfter: 7 } });
    octopus.server.sim.fault({ effect: { type: 'status', status: 429 } });
    expect((await octopus.call('GET', '/api/machines')).headers.get('Retry-After')).toBe('7');
    expect((await octopus.call('GET', '/api/machines')).headers.get('Retry-After')).toBeNull();
  });

  test('maintenance, server errors and a revoked key last until they are cleared', async () => {
    for (const status of [503, 500, 401, 403]) {
      const { Id } = octopus.server.sim.fault({ times: null, effect: { type: 'status', status } });
      for (let count = 0; count < 3; count++) {
        const refused = await octopus.call('GET', '/api/machines');
        expect(refused.status).toBe(status);
        expect(refused.body['ErrorMessage']).toEqual(expect.any(String));
      }
      octopus.server.sim.clearFaults(Id);
      expect((await octopus.call('GET', '/api/machines')).status).toBe(200);
    }
  });

  test('a connection that is reset did nothing; one whose answer is lost did all', async () => {
    octopus.server.sim.fault({ method: 'POST', path: '^machines$', effect: { type: 'reset' } });
    await expect(octopus.post('/api/machines', listening('a', 'a'))).rejects.toThrow();
    expect(await octopus.get('/api/machines')).toMatchObject({ TotalResults: 0 });
    octopus.server.sim.fault({ method: 'POST', path: '^machines$', effect: { type: 'answer-lost' } });
    await expect(octopus.post('/api/machines', listening('a', 'a'))).rejects.toThrow();
    expect(await octopus.get('/api/machines')).toMatchObject({ TotalResults: 1, Items: [{ Name: 'a' }] });
    expect(octopus.server.isBusy()).toBe(false);
  });

  test('a slow answer waits for the clock, and lets it run on', async () => {
    octopus.server.sim.fault({ path: '^machines$', effect: { type: 'slow', milliseconds: 90_000 } });
    const started = octopus.clock.now();
    const answer = octopus.call('GET', '/api/machines');
    let answered = false;
    void answer.then(() => (answered = true));
    await octopus.clock.runUntil(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return answered;
    }, started + 100_000);
    expect((await answer).status).toBe(200);
    expect(octopus.clock.now()).toBe(started + 90_000);
  });

  test('a request that is never answered does not keep the server busy', async () => {
    octopus.server.sim.fault({ path: '^machines$', effect: { type: 'hang' } });
    await expect(
      fetch(`${octopus.server.url}/api/machines`, { signal: AbortSignal.timeout(100) }),
    ).rejects.toThrow();
    expect(octopus.server.isBusy()).toBe(false);
  });

  test('a deployment may be made to fail or never to end', async () => {
    await addMachines(octopus, 'a');
    const wish = { ReleaseId: 'Releases-1', EnvironmentId: 'Environments-1' };
    octopus.server.sim.fault({ task: 'Deploy', effect: { type: 'task-fails', message: 'disk full' } });
    await octopus.post('/api/deployments', wish);
    expect(await finished(octopus, 'ServerTasks-1')).toMatchObject({ State: 'Failed' });
    expect(await octopus.get('/api/tasks/ServerTasks-1/raw')).toContain('disk full');
    octopus.server.sim.fault({ task: 'Deploy', effect: { type: 'task-stuck' } });
    await octopus.post('/api/deployments', wish);
    await octopus.clock.advance(24 * 3_600_000);
    expect(await octopus.get('/api/tasks/ServerTasks-2')).toMatchObject({ State: 'Executing' });
    await octopus.post('/api/tasks/ServerTasks-2/cancel', {});
    expect(await finished(octopus, 'ServerTasks-2')).toMatchObject({ State: 'Canceled' });
  });
});
