import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { addMachines, deployedShop, listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture, Json, Shop } from './octopus-fixture.ts';

describe('what is known of deployments, and who they are for', () => {
  let octopus: Fixture;
  let shop: Shop;

  beforeEach(async () => {
    octopus = await startFixture();
    shop = seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  const deployed = (more: Json = {}) => deployedShop(octopus, shop, more);

  test('recorded deployments, full and partial, are found as the last successful ones', async () => {
    const [first = ''] = await addMachines(octopus, 'a');
    const { sim } = octopus.server;
    const newer = sim.add('releases', { ProjectId: shop.projectId, Version: '1.1.0' });
    sim.recordDeployment({ ReleaseId: newer.Id, EnvironmentId: shop.environmentId });
    sim.recordDeployment({
      ReleaseId: shop.releaseId,
      EnvironmentId: shop.environmentId,
      SpecificMachineIds: [first],
    });
    const page = await octopus.get<{ Items: Json[] }>('/api/deployments?taskState=Success');
    expect(page.Items.map((item) => [item['ReleaseId'], item['SpecificMachineIds']])).toEqual([
      [shop.releaseId, [first]],
      [newer.Id, []],
    ]);
    expect(await octopus.get(`/api/machines/${first}/latestdeployments`)).toMatchObject({
      ItemType: 'LatestProjectDeployment',
      Items: [{ ProjectId: shop.projectId, ProjectName: 'Shop', ServerTask: { State: 'Success' } }],
    });
    const progression = await octopus.get(`/api/progression/${shop.projectId}`);
    expect(progression).toMatchObject({
      Releases: [
        { Release: { Version: '1.1.0' }, Deployments: { [shop.environmentId]: [{ State: 'Success' }] } },
        { Release: { Version: '1.0.0' } },
      ],
    });
  });

  test('the history tells every deployment with its exact machines', async () => {
    const ids = await addMachines(octopus, 'a', 'b');
    await deployed({ SpecificMachineIds: ids, Comments: 'why' });
    const entries = octopus.server.sim.history();
    expect(entries.map(({ what }) => what)).toEqual([
      'Created',
      'Created',
      'DeploymentQueued',
      'DeploymentStarted',
      'DeploymentSucceeded',
    ]);
    expect(entries[2]).toMatchObject({
      by: 'api',
      facts: { deploymentId: 'Deployments-1', specificMachineIds: ids, comments: 'why' },
    });
    expect(entries[4]?.facts).toMatchObject({ machineIds: ids });
    const events = await octopus.get(
      '/api/events?regardingAny=Deployments-1&eventCategories=DeploymentQueued',
    );
    expect(events).toMatchObject({ TotalResults: 1, Items: [{ Category: 'DeploymentQueued' }] });
  });

  test('a tenanted deployment goes to the machines of its tenant only', async () => {
    const { sim } = octopus.server;
    sim.change('projects', shop.projectId, { TenantedDeploymentMode: 'Tenanted' });
    const tenant = sim.add('tenants', {
      Name: 'Acme',
      ProjectEnvironments: { [shop.projectId]: [shop.environmentId] },
    });
    await addMachines(octopus, 'shared');
    sim.setTentacle({ host: 'own', thumbprint: 'THUMB-own' });
    await octopus.post(
      '/api/machines',
      listening('own', 'own', { TenantIds: [tenant.Id], TenantedDeploymentParticipation: 'Tenanted' }),
    );
    const { deployment } = await deployed({ TenantId: tenant.Id });
    expect(deployment.DeployedToMachineIds).toEqual(['Machines-2']);
    const wish = { ReleaseId: shop.releaseId, EnvironmentId: shop.environmentId };
    expect((await octopus.post('/api/deployments', wish)).status).toBe(400);
  });

  test('a lifecycle lets a release go on only from the phase before', async () => {
    const { sim } = octopus.server;
    const test = sim.add('environments', { Name: 'Test' });
    const phase = (Name: string, id: string) => ({
      Id: Name,
      Name,
      OptionalDeploymentTargets: [id],
      AutomaticDeploymentTargets: [],
      IsOptionalPhase: false,
    });
    const lifecycle = sim.add('lifecycles', {
      Name: 'Two phases',
      Phases: [phase('Test', test.Id), phase('Production', shop.environmentId)],
    });
    sim.change('projects', shop.projectId, { LifecycleId: lifecycle.Id });
    const wish = { ReleaseId: shop.releaseId, EnvironmentId: shop.environmentId };
    expect((await octopus.post('/api/deployments', wish)).status).toBe(400);
    sim.recordDeployment({ ReleaseId: shop.releaseId, EnvironmentId: test.Id });
    expect((await octopus.post('/api/deployments', wish)).status).toBe(201);
    expect(await octopus.get(`/api/lifecycles/${lifecycle.Id}/preview`)).toMatchObject({
      EnvironmentIds: [test.Id, shop.environmentId],
    });
  });
});
