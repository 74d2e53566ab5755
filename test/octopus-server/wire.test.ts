import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture } from './octopus-fixture.ts';

describe('the wire', () => {
  let octopus: Fixture;

  beforeEach(async () => {
    octopus = await startFixture();
    seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  const fetchWith = (path: string, headers: Record<string, string>) =>
    fetch(octopus.server.url + path, { headers });

  test('the root needs no key and says what answers', async () => {
    const response = await fetch(`${octopus.server.url}/api`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      Application: 'Octopus Deploy',
      ApiVersion: '3.0.0',
      Links: { CurrentUser: '/api/users/me' },
    });
  });

  test('the key is taken from its header, a bearer token or the query, and a wrong one is a 401', async () => {
    const path = '/api/users/me';
    expect((await fetchWith(path, { 'X-Octopus-ApiKey': 'API-LOCAL' })).status).toBe(200);
    expect((await fetchWith(path, { Authorization: 'Bearer API-LOCAL' })).status).toBe(200);
    expect((await fetchWith(`${path}?apikey=API-LOCAL`, {})).status).toBe(200);
    for (const headers of [{}, { 'X-Octopus-ApiKey': 'API-OTHER' }, { Authorization: 'Bearer x' }]) {
      const refused = await fetchWith(path, headers);
      expect(refused.status).toBe(401);
      expect(await refused.text()).toMatch(/^\{"ErrorMessage":"Either your API key is invalid/);
    }
  });

  test.each([
    '/api/environments',
    '/api/Spaces-1/environments',
    '/api/spaces/Spaces-1/environments',
    '/api/spaces/default/environments',
  ])('the same collection is under %s', async (path) => {
    expect(await octopus.get(path)).toMatchObject({ TotalResults: 1, Items: [{ Name: 'Production' }] });
  });

  test('spaces keep their documents apart', async () => {
    const space = octopus.server.sim.add('spaces', { Name: 'Other' });
    expect(await octopus.get(`/api/${space.Id}/environments/all`)).toEqual([]);
    expect((await octopus.call('GET', `/api/${space.Id}/environments/Environments-1`)).status).toBe(404);
    expect((await octopus.call('GET', '/api/Spaces-99/environments')).status).toBe(404);
    expect(await octopus.get('/api/spaces?partialName=oth')).toMatchObject({ Items: [{ Id: space.Id }] });
    const machine = await octopus.post(`/api/${space.Id}/machines`, listening('a', 'a'));
    expect(machine.body['Errors']).toEqual(["The resource 'Environments-1' was not found."]);
  });

  test('what is not simulated says so', async () => {
    const { status, body } = await octopus.call('GET', '/api/Spaces-1/certificates');
    expect(status).toBe(501);
    expect(body).toEqual({
      ErrorMessage: 'NotSimulated: GET /api/certificates is not simulated by this server.',
      Errors: ['NotSimulated: GET /api/certificates'],
    });
    expect((await octopus.call('GET', '/api/tasks?batch=Batches-1')).status).toBe(501);
  });

  test('bodies that are no JSON, no object or too large are refused', async () => {
    const post = (body: string) =>
      fetch(`${octopus.server.url}/api/machines`, {
        method: 'POST',
        headers: { 'X-Octopus-ApiKey': 'API-LOCAL' },
        body,
      });
    expect((await post('{')).status).toBe(400);
    expect((await post('[]')).status).toBe(400);
    expect((await post(`"${'x'.repeat(1_100_000)}"`)).status).toBe(413);
  });

  test('a negative page is refused', async () => {
    expect((await octopus.call('GET', '/api/machines?skip=-1')).status).toBe(400);
    expect(await octopus.get('/api/machines?take=0')).toMatchObject({ Items: [], TotalResults: 0 });
  });

  test('calls are counted per operation', async () => {
    octopus.server.resetCalls();
    await octopus.get('/api/machines?take=5');
    await octopus.get('/api/Spaces-1/machines');
    await octopus.call('GET', '/api/machines/Machines-7');
    expect(octopus.server.calls()).toEqual({ 'GET machines': 2, 'GET machines/{id}': 1 });
    octopus.server.resetCalls();
    expect(octopus.server.calls()).toEqual({});
  });

  test('a token bucket per user answers 429 with the time to wait, and tells how it stands', async () => {
    await octopus.server.stop();
    octopus = await startFixture({ rateLimit: { perMinute: 60, burst: 2 } });
    const first = await octopus.call('GET', '/api/users/me');
    expect(first.headers.get('Octopus-RateLimit-Policy')).toBe('l=2;rpm=60');
    expect(first.headers.get('Octopus-RateLimit')).toBe('r=1;t=1');
    await octopus.call('GET', '/api/users/me');
    const refused = await octopus.call('GET', '/api/users/me');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('Retry-After')).toBe('1');
    await octopus.clock.advance(1_000);
    expect((await octopus.call('GET', '/api/users/me')).status).toBe(200);
  });

  test('workers and their pools have the shape of targets', async () => {
    const { status } = await octopus.post('/api/workers', {
      Name: 'worker-0',
      WorkerPoolIds: ['WorkerPools-1'],
      Endpoint: { CommunicationStyle: 'None' },
    });
    expect(status).toBe(201);
    expect(await octopus.get('/api/workers?workerPoolIds=WorkerPools-1')).toMatchObject({
      Items: [
        { Id: 'Workers-1', Name: 'worker-0', HealthStatus: 'Unknown', WorkerPoolIds: ['WorkerPools-1'] },
      ],
    });
    await octopus.clock.advance(10_000);
    expect(await octopus.get('/api/workers/Workers-1')).toMatchObject({ HealthStatus: 'Healthy' });
    expect(await octopus.get('/api/workerpools')).toMatchObject({ Items: [{ IsDefault: true }] });
    expect((await octopus.call('DELETE', '/api/workers/Workers-1')).status).toBe(200);
    expect((await octopus.call('GET', '/api/workers/Workers-1')).status).toBe(404);
  });

  test('the catalogue answers lists, all and single documents without what is the server`s own', async () => {
    const project = await octopus.get('/api/projects/Projects-1');
    expect(project).toMatchObject({
      Name: 'Shop',
      Slug: 'shop',
      TenantedDeploymentMode: 'Untenanted',
      ProjectConnectivityPolicy: { SkipMachineBehavior: 'None' },
    });
    expect(project).not.toHaveProperty('StepRoles');
    expect(await octopus.get('/api/projects/Projects-1/channels')).toMatchObject({
      Items: [{ Name: 'Default', IsDefault: true }],
    });
    expect(await octopus.get('/api/machinepolicies')).toMatchObject({
      Items: [{ Name: 'Default Machine Policy', IsDefault: true }],
    });
    expect(await octopus.get('/api/projects/Projects-1/releases')).toMatchObject({
      ItemType: 'Release',
      Items: [{ Version: '1.0.0', ChannelId: 'Channels-1' }],
    });
    expect(await octopus.get('/api/releases/Releases-1/deployments/preview/Environments-1')).toMatchObject({
      StepsToExecute: [{ Roles: ['web'], Machines: [] }],
    });
    expect((await octopus.post('/api/releases', { ProjectId: 'Projects-1', Version: '1.0.0' })).status).toBe(
      400,
    );
    expect((await octopus.post('/api/releases', { ProjectId: 'Projects-1', Version: '2.0.0' })).status).toBe(
      201,
    );
  });
});
