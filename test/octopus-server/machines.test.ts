import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addMachines, finished, listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture, Json } from './octopus-fixture.ts';

interface Page {
  Items: Json[];
  TotalResults: number;
  NumberOfPages: number;
  LastPageNumber: number;
  ItemsPerPage: number;
  ItemType: string;
  Links: Record<string, string>;
}

describe('deployment targets', () => {
  let octopus: Fixture;

  beforeEach(async () => {
    octopus = await startFixture();
    seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  test('a new target answers 201 with its whole document and unknown health', async () => {
    const { status, body } = await octopus.post('/api/Spaces-1/machines', listening('web-0', '10.0.0.4'));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      Id: 'Machines-1',
      SpaceId: 'Spaces-1',
      Name: 'web-0',
      Slug: 'web-0',
      IsDisabled: false,
      IsInProcess: false,
      Roles: ['web'],
      MachinePolicyId: 'MachinePolicies-1',
      HealthStatus: 'Unknown',
      Thumbprint: 'THUMB-10.0.0.4',
      Uri: 'https://10.0.0.4:10933/',
      TenantedDeploymentParticipation: 'Untenanted',
      Endpoint: { CommunicationStyle: 'TentaclePassive', ProxyId: null },
      Links: { Self: '/api/Spaces-1/machines/Machines-1' },
    });
    expect(body).not.toHaveProperty('UnavailableSince');
  });

  test('a second target of the same name is refused with the words of Octopus', async () => {
    await octopus.post('/api/Spaces-1/machines', listening('web-0', '10.0.0.4'));
    const { status, body } = await octopus.post('/api/Spaces-1/machines', listening('WEB-0', '10.0.0.5'));
    expect(status).toBe(400);
    expect(body['ErrorMessage']).toBe('There was a problem with your request.');
    expect(body['Errors']).toEqual([
      "A machine named 'WEB-0' already exists. Please choose a different name. To add the same machine to multiple environments, edit the machine details and select additional environments.",
    ]);
  });

  test('all problems of a new target are reported at once, and nothing is made', async () => {
    const { status, body } = await octopus.post('/api/machines', {
      Name: ' ',
      EnvironmentIds: ['Environments-9'],
      Endpoint: { CommunicationStyle: 'TentaclePassive' },
    });
    expect(status).toBe(400);
    expect(body['Errors']).toEqual([
      'Name is required.',
      "Endpoint: '' is not the address of a TentaclePassive machine.",
      'Endpoint: Thumbprint is required.',
      'Please specify at least one role.',
      "The resource 'Environments-9' was not found.",
    ]);
    expect(await octopus.get<Page>('/api/machines')).toMatchObject({ TotalResults: 0 });
  });

  test('an endpoint style that is not simulated is a loud 501', async () => {
    const machine = listening('web-0', '10.0.0.4', { Endpoint: { CommunicationStyle: 'Kubernetes' } });
    const { status, body } = await octopus.post('/api/machines', machine);
    expect(status).toBe(501);
    expect(body['ErrorMessage']).toMatch(/^NotSimulated: CommunicationStyle Kubernetes/);
  });

  test('a target is read, replaced whole and deleted; afterwards it is not found', async () => {
    const policy = octopus.server.sim.add('machinepolicies', { Name: 'Scale sets' });
    const machine = listening('web-0', '10.0.0.4', { MachinePolicyId: policy.Id });
    await octopus.post('/api/machines', machine);
    expect(await octopus.get('/api/machines/Machines-1')).toMatchObject({ MachinePolicyId: policy.Id });
    const { MachinePolicyId: _, ...withoutPolicy } = machine;
    const put = await octopus.call('PUT', '/api/machines/Machines-1', { ...withoutPolicy, IsDisabled: true });
    expect(put).toMatchObject({
      status: 200,
      body: { MachinePolicyId: 'MachinePolicies-1', IsDisabled: true },
    });
    expect((await octopus.call('DELETE', '/api/machines/Machines-1')).status).toBe(200);
    for (const [method, body] of [['DELETE'], ['PUT', machine], ['GET']] as const) {
      const gone = await octopus.call(method, '/api/machines/Machines-1', body);
      expect(gone).toMatchObject({
        status: 404,
        body: { ErrorMessage: "The resource 'Machines-1' was not found." },
      });
    }
  });

  test('ids are never used again', async () => {
    await octopus.post('/api/machines', listening('web-0', '10.0.0.4'));
    await octopus.call('DELETE', '/api/machines/Machines-1');
    const { body } = await octopus.post('/api/machines', listening('web-0', '10.0.0.4'));
    expect(body['Id']).toBe('Machines-2');
  });

  test('a list comes in pages of 30, sorted by name, with links to the others', async () => {
    for (let index = 41; index >= 0; index--)
      await octopus.post('/api/machines', listening(`web-${String(index).padStart(2, '0')}`, `h${index}`));
    const first = await octopus.get<Page>('/api/Spaces-1/machines?roles=web');
    expect(first).toMatchObject({
      ItemType: 'DeploymentTarget',
      TotalResults: 42,
      ItemsPerPage: 30,
      NumberOfPages: 2,
      LastPageNumber: 1,
    });
    expect(first.Items.map((item) => item['Name']).slice(0, 2)).toEqual(['web-00', 'web-01']);
    expect(first.Links).toMatchObject({
      Self: '/api/Spaces-1/machines?roles=web&skip=0&take=30',
      'Page.All': '/api/Spaces-1/machines?roles=web&skip=0&take=2147483647',
      'Page.0': '/api/Spaces-1/machines?roles=web&skip=0&take=30',
      'Page.1': '/api/Spaces-1/machines?roles=web&skip=30&take=30',
      'Page.Current': '/api/Spaces-1/machines?roles=web&skip=0&take=30',
      'Page.Last': '/api/Spaces-1/machines?roles=web&skip=30&take=30',
    });
    const second = await octopus.get<Page>(first.Links['Page.Next'] ?? '');
    expect(second.Items).toHaveLength(12);
    expect(second.Links).not.toHaveProperty('Page.Next');
    const all = await octopus.get<Json[]>('/api/machines/all');
    expect(all).toHaveLength(42);
  });

  test.each([
    ['name=web-1', ['web-1']],
    ['partialName=WEB', ['web-1', 'web-2']],
    ['roles=api,db', ['api-1']],
    ['roles=web&roles=api', ['api-1', 'web-1', 'web-2']],
    ['ids=Machines-1,Machines-3', ['api-1', 'web-1']],
    ['ids=', ['api-1', 'web-1', 'web-2']],
    ['isDisabled=true', ['web-2']],
    ['environmentIds=Environments-2', ['api-1']],
    ['commStyles=None', ['api-1']],
    ['healthStatuses=Healthy', []],
    ['partialName=web&isDisabled=false', ['web-1']],
  ])('the filter %s finds %j', async (query, names) => {
    octopus.server.sim.add('environments', { Name: 'Test' });
    await octopus.post('/api/machines', listening('web-1', 'a'));
    await octopus.post('/api/machines', listening('web-2', 'b', { IsDisabled: true }));
    await octopus.post(
      '/api/machines',
      listening('api-1', 'c', {
        Roles: ['api'],
        EnvironmentIds: ['Environments-2'],
        Endpoint: { CommunicationStyle: 'None' },
      }),
    );
    const page = await octopus.get<Page>(`/api/Spaces-1/machines?${query}`);
    expect(page.Items.map((item) => item['Name'])).toEqual(names);
  });

  test('discovery reads the certificate of the Tentacle, and fails when nothing answers', async () => {
    const { sim } = octopus.server;
    sim.setTentacle({ host: '10.0.0.4', thumbprint: 'ABCD', from: octopus.clock.now() + 60_000 });
    const path = '/api/Spaces-1/machines/discover?host=10.0.0.4&port=10933&type=TentaclePassive';
    const early = await octopus.call('GET', path);
    expect(early.status).toBe(400);
    expect(early.body['Errors']).toEqual([
      expect.stringContaining("An error occurred when sending a request to 'https://10.0.0.4:10933/'"),
    ]);
    await octopus.clock.advance(60_000);
    expect(await octopus.get(path)).toMatchObject({
      Thumbprint: 'ABCD',
      Uri: 'https://10.0.0.4:10933/',
      Endpoint: { CommunicationStyle: 'TentaclePassive', Thumbprint: 'ABCD' },
    });
  });

  test('a machine can be registered just as it was discovered', async () => {
    octopus.server.sim.setTentacle({ host: '10.0.0.4', thumbprint: 'ABCD' });
    const discovered = await octopus.get('/api/machines/discover?host=10.0.0.4');
    const machine = { ...discovered, Name: 'web-0', EnvironmentIds: ['Environments-1'], Roles: ['web'] };
    expect((await octopus.post('/api/machines', machine)).status).toBe(201);
    const task = await finished(octopus, 'ServerTasks-1');
    expect(task['State']).toBe('Success');
    expect(await octopus.get('/api/machines/Machines-1')).toMatchObject({ HealthStatus: 'Healthy' });
  });

  test('a look-up function says what listens, at the instant of the look', async () => {
    await octopus.server.stop();
    octopus = await startFixture({
      tentacleAt: (host, port, now) =>
        host === '10.1.0.4' && port === 10933 && now >= Date.UTC(2026, 0, 1, 0, 1)
          ? { thumbprint: 'FROM-LOOKUP', healthy: true }
          : undefined,
    });
    const path = '/api/machines/discover?host=10.1.0.4&port=10933';
    expect((await octopus.call('GET', path)).status).toBe(400);
    await octopus.clock.advance(60_000);
    expect(await octopus.get(path)).toMatchObject({ Thumbprint: 'FROM-LOOKUP' });
  });

  test('the connection of a target is told as it is', async () => {
    await addMachines(octopus, 'web-0');
    expect(await octopus.get('/api/machines/Machines-1/connection')).toMatchObject({
      MachineId: 'Machines-1',
      Status: 'Online',
    });
    octopus.server.sim.removeTentacle('web-0');
    expect(await octopus.get('/api/machines/Machines-1/connection')).toMatchObject({ Status: 'Offline' });
  });

  test('roles are those in use', async () => {
    await octopus.post('/api/machines', listening('web-0', 'a', { Roles: ['web', 'vmss-web'] }));
    expect(await octopus.get('/api/Spaces-1/machineroles/all')).toEqual(['vmss-web', 'web']);
  });

  test('the newer list counts the targets per health status', async () => {
    await addMachines(octopus, 'web-0', 'web-1');
    expect(await octopus.get('/api/Spaces-1/machines/v2')).toMatchObject({
      DeploymentTargets: { TotalResults: 2 },
      TargetCountPerHealthStatus: { Unknown: 2 },
    });
  });
});
