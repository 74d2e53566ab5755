import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { listening, seedShop, startFixture } from './octopus-fixture.ts';
import type { Fixture, Json } from './octopus-fixture.ts';

describe('a thousand machines', () => {
  let octopus: Fixture;

  beforeEach(async () => {
    octopus = await startFixture({ tentacleAt: (host) => ({ thumbprint: `THUMB-${host}`, healthy: true }) });
    seedShop(octopus);
  });
  afterEach(() => octopus.server.stop());

  test('are registered, checked and deployed to by one task each, at a few milliseconds per call', async () => {
    const began = performance.now();
    for (let index = 0; index < 1_000; index++)
      await octopus.post(
        '/api/Spaces-1/machines',
        listening(`web-${index}`, `10.0.${index >> 8}.${index & 255}`),
      );
    const perCall = (performance.now() - began) / 1_000;
    const MachineIds = Array.from({ length: 1_000 }, (_, index) => `Machines-${index + 1}`);
    await octopus.post('/api/tasks', { Name: 'Health', Description: 'New', Arguments: { MachineIds } });
    await octopus.clock.advance(10_000);
    const healthy = await octopus.get('/api/machines?healthStatuses=Healthy&take=1000');
    expect(healthy).toMatchObject({ TotalResults: 1_000 });
    await octopus.post('/api/deployments', {
      ReleaseId: 'Releases-1',
      EnvironmentId: 'Environments-1',
      SpecificMachineIds: MachineIds,
    });
    await octopus.clock.advance(60_000);
    const deployment = await octopus.get<Json>('/api/deployments/Deployments-1');
    expect(deployment['DeployedToMachineIds']).toHaveLength(1_000);
    expect(perCall).toBeLessThan(20);
  });
});
