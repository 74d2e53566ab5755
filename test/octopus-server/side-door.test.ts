import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addMachines, listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture } from './octopus-fixture.ts';

describe('the side door', () => {
  let octopus: Fixture;

  beforeEach(async () => {
    octopus = await startFixture();
    seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  const polling = (name: string) => ({
    Name: name,
    EnvironmentIds: ['Environments-1'],
    Roles: ['web'],
    Endpoint: {
      CommunicationStyle: 'TentacleActive',
      Uri: `poll://${name}/`,
      Thumbprint: `THUMB-${name}`,
    },
  });

  test('a polling Tentacle registers itself at its instant and is found healthy', async () => {
    const { sim } = octopus.server;
    sim.setTentacle({ host: 'poll://web-0/', thumbprint: 'THUMB-web-0' });
    sim.registerLater({ at: octopus.clock.now() + 30_000, machine: polling('web-0') });
    await octopus.clock.advance(29_000);
    expect(await octopus.get('/api/machines')).toMatchObject({ TotalResults: 0 });
    await octopus.clock.advance(11_000);
    expect(await octopus.get('/api/machines')).toMatchObject({
      Items: [{ Name: 'web-0', HealthStatus: 'Healthy', Endpoint: { CommunicationStyle: 'TentacleActive' } }],
    });
    expect(sim.history()[0]).toMatchObject({ at: Date.UTC(2026, 0, 1, 0, 0, 30), by: 'bootstrap' });
  });

  test('a start-up script that runs again replaces its machine, also after it was deleted', async () => {
    const { sim } = octopus.server;
    sim.registerLater({ machine: polling('web-0') });
    sim.registerLater({ at: octopus.clock.now() + 10_000, machine: { ...polling('web-0'), Roles: ['api'] } });
    sim.registerLater({ at: octopus.clock.now() + 20_000, machine: polling('web-0') });
    await octopus.clock.advance(15_000);
    expect(await octopus.get('/api/machines')).toMatchObject({
      Items: [{ Id: 'Machines-1', Roles: ['api'] }],
    });
    await octopus.call('DELETE', '/api/machines/Machines-1');
    await octopus.clock.advance(10_000);
    expect(await octopus.get('/api/machines')).toMatchObject({ Items: [{ Id: 'Machines-2' }] });
  });

  test('without force the second registration is refused, which the history tells', async () => {
    const { sim } = octopus.server;
    sim.registerLater({ machine: polling('web-0') });
    sim.registerLater({ at: octopus.clock.now() + 10_000, machine: polling('web-0'), force: false });
    await octopus.clock.advance(10_000);
    expect(sim.history().at(-1)).toMatchObject({ what: 'RegistrationRefused', by: 'sim' });
    expect(await octopus.get('/api/events')).toMatchObject({ TotalResults: 1 });
  });

  test('a machine may be deleted behind everybody`s back', async () => {
    const [id = ''] = await addMachines(octopus, 'a');
    octopus.server.sim.deleteMachine(id);
    expect((await octopus.call('DELETE', `/api/machines/${id}`)).status).toBe(404);
    expect(octopus.server.sim.history().at(-1)).toMatchObject({ what: 'Deleted', by: 'policy' });
  });

  test('the same is there over HTTP', async () => {
    const space = await octopus.post('/_sim/add/spaces', { Name: 'Other' });
    expect(space).toMatchObject({ status: 200, body: { Id: 'Spaces-2', Slug: 'other' } });
    await octopus.call('PUT', '/_sim/tentacles', { host: '10.0.0.9', thumbprint: 'T9' });
    expect(await octopus.get('/api/machines/discover?host=10.0.0.9')).toMatchObject({ Thumbprint: 'T9' });
    await octopus.call('DELETE', '/_sim/tentacles?host=10.0.0.9');
    expect((await octopus.call('GET', '/api/machines/discover?host=10.0.0.9')).status).toBe(400);
    await octopus.post('/_sim/faults', {
      path: '^machines$',
      times: null,
      effect: { type: 'status', status: 503 },
    });
    expect((await octopus.call('GET', '/api/machines')).status).toBe(503);
    await octopus.call('DELETE', '/_sim/faults');
    await octopus.post('/_sim/self-registrations', { machine: polling('web-0') });
    expect(await octopus.get('/api/machines')).toMatchObject({ TotalResults: 1 });
    await octopus.post('/_sim/past-deployments', {
      ReleaseId: 'Releases-1',
      EnvironmentId: 'Environments-1',
    });
    expect(await octopus.get('/_sim/documents/deployments')).toMatchObject([{ ReleaseId: 'Releases-1' }]);
    await octopus.call('PATCH', '/_sim/documents/machines/Machines-1', { HealthStatus: 'Unhealthy' });
    expect(await octopus.get('/api/machines/Machines-1')).toMatchObject({ HealthStatus: 'Unhealthy' });
    expect(await octopus.get('/_sim/history')).toMatchObject([{ what: 'Created', by: 'bootstrap' }]);
    expect(await octopus.get('/_sim/calls')).toMatchObject({ 'GET machines': 2 });
    expect((await octopus.post('/_sim/add/machines', {})).status).toBe(404);
    expect((await octopus.post('/_sim/faults', { path: '(', effect: {} })).status).toBe(400);
    expect((await octopus.call('DELETE', '/_sim/machines/Machines-1')).status).toBe(200);
  });

  test('a snapshot brings everything back, also over HTTP', async () => {
    await addMachines(octopus, 'a');
    const snapshot = await octopus.get<string>('/_sim/snapshot');
    await octopus.call('DELETE', '/api/machines/Machines-1');
    await octopus.post('/_sim/restore', JSON.parse(snapshot));
    expect(await octopus.get('/api/machines')).toMatchObject({ TotalResults: 1 });
    const { body } = await octopus.post('/api/machines', listening('b', 'b'));
    expect(body['Id']).toBe('Machines-2');
  });
});
