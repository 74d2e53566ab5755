import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  addMachines,
  type Fixture,
  type Json,
  seedShop,
  type Shop,
  startFixture,
} from './octopus-fixture.ts';

let fixture: Fixture;
let shop: Shop;

beforeEach(async () => {
  fixture = await startFixture();
  shop = seedShop(fixture);
});

const wish = (more: Json = {}) => ({ ReleaseId: shop.releaseId, EnvironmentId: shop.environmentId, ...more });
const deploy = (more: Json = {}) => fixture.post('/api/Spaces-1/deployments', wish(more));

describe('a deployment freeze', () => {
  it('refuses deployments from its start to its end, in the words of any refusal', async () => {
    const [machine = ''] = await addMachines(fixture, 'a');
    const Start = fixture.clock.now() + 60_000;
    fixture.server.sim.add('deploymentfreezes', { Name: 'Christmas', Start, End: Start + 60_000 });
    expect((await deploy({ SpecificMachineIds: [machine] })).status).toBe(201);
    await fixture.clock.advance(61_000);
    expect(await deploy({ SpecificMachineIds: [machine] })).toMatchObject({
      status: 400,
      body: { ErrorMessage: expect.any(String), Errors: [expect.stringContaining("freeze 'Christmas'")] },
    });
    await fixture.clock.advance(60_000);
    expect((await deploy({ SpecificMachineIds: [machine] })).status).toBe(201);
  });

  it.each([
    ['another project', { ProjectIds: ['Projects-99'] }],
    ['another environment', { EnvironmentIds: ['Environments-99'] }],
    ['a tenant', { TenantIds: ['Tenants-1'] }],
  ])('of %s refuses nothing else', async (_what, scope) => {
    fixture.server.sim.add('deploymentfreezes', { Name: 'Christmas', ...scope });
    expect((await deploy()).status).toBe(201);
  });

  it('is listed with its span and its scope, project by project', async () => {
    const { projectId, environmentId } = shop;
    const End = fixture.clock.now() + 60_000;
    fixture.server.sim.add('deploymentfreezes', { Name: 'Christmas', End, EnvironmentIds: [environmentId] });
    expect(await fixture.get(`/api/deploymentfreezes?projectIds=${projectId}&skip=0&take=10`)).toEqual({
      Count: 1,
      DeploymentFreezes: [
        expect.objectContaining({
          ...{ Id: 'DeploymentFreezes-1', Name: 'Christmas' },
          End: new Date(End).toISOString().replace('Z', '+00:00'),
          ProjectEnvironmentScope: { [projectId]: [environmentId] },
          TenantProjectEnvironmentScope: [],
        }),
      ],
    });
    expect(await fixture.get('/api/deploymentfreezes?projectIds=Projects-99')).toMatchObject({ Count: 1 });
    await fixture.clock.advance(61_000);
    expect(await fixture.get('/api/deploymentfreezes?includeComplete=false')).toMatchObject({ Count: 0 });
    expect(await fixture.get('/api/deploymentfreezes/DeploymentFreezes-1')).toMatchObject({
      Name: 'Christmas',
    });
  });

  it('of tenants names each of them', async () => {
    const { projectId, environmentId } = shop;
    fixture.server.sim.add('deploymentfreezes', {
      ...{ Name: 'Christmas', ProjectIds: [projectId], EnvironmentIds: [environmentId] },
      TenantIds: ['Tenants-7'],
    });
    expect(await fixture.get('/api/deploymentfreezes/DeploymentFreezes-1')).toMatchObject({
      ProjectEnvironmentScope: {},
      TenantProjectEnvironmentScope: [
        { TenantId: 'Tenants-7', ProjectId: projectId, EnvironmentId: environmentId },
      ],
    });
  });
});
