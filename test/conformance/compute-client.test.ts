import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { startArm, type Arm } from '../../local/arm/start-arm.ts';
import { scaledClock } from '../../local/clock/clock.ts';
import { computeClient } from './clients.ts';

let arm: Arm;
let client: ReturnType<typeof computeClient>;
const quick = { updateIntervalInMs: 20 };

beforeAll(async () => {
  arm = await startArm({
    port: 0,
    clock: scaledClock(2_000),
    rateLimits: false,
    settings: { pollRetryAfterSeconds: 'none' },
  });
  client = computeClient(arm.url);
});
afterAll(() => arm.stop());

const model = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 3 },
  upgradePolicy: { mode: 'Manual' as const },
  virtualMachineProfile: {
    osProfile: { computerNamePrefix: 'web', adminUsername: 'azureuser' },
    storageProfile: { imageReference: { publisher: 'Canonical', offer: 'o', sku: 's', version: 'latest' } },
  },
};

test('the SDK creates, reads, scales, lists and deletes a set with its own pollers', async () => {
  const created = await client.virtualMachineScaleSets
    .createOrUpdate('rg-demo', 'web', model, quick)
    .pollUntilDone();
  expect(created.provisioningState).toBe('Succeeded');
  expect(created.sku?.capacity).toBe(3);

  const updated = await client.virtualMachineScaleSets
    .update('rg-demo', 'web', { sku: { capacity: 5 } }, quick)
    .pollUntilDone();
  expect(updated.sku?.capacity).toBe(5);

  const instances = [];
  for await (const instance of client.virtualMachineScaleSetVMs.list('rg-demo', 'web', {
    expand: 'instanceView',
  }))
    instances.push(instance);
  expect(instances).toHaveLength(5);
  expect(instances[0]).toMatchObject({
    vmId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    osProfile: { computerName: expect.stringMatching(/^web\d{6}$/) as unknown },
    instanceView: { statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/running' }] },
  });

  const victim = instances[0]?.instanceId ?? '';
  await client.virtualMachineScaleSets
    .deleteInstances('rg-demo', 'web', { instanceIds: [victim] }, quick)
    .pollUntilDone();
  expect((await client.virtualMachineScaleSets.get('rg-demo', 'web')).sku?.capacity).toBe(4);
  const view = await client.virtualMachineScaleSets.getInstanceView('rg-demo', 'web');
  expect(view.virtualMachine?.statusesSummary).toEqual([{ code: 'ProvisioningState/succeeded', count: 4 }]);

  await client.virtualMachineScaleSets.delete('rg-demo', 'web', quick).pollUntilDone();
  await expect(client.virtualMachineScaleSets.get('rg-demo', 'web')).rejects.toMatchObject({
    statusCode: 404,
    code: 'ResourceNotFound',
  });
});
