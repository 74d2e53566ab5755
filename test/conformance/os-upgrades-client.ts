import { expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();

/** Asks every few milliseconds, in which minutes of the simulator pass. */
async function until(what: () => Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('an automatic upgrade that is deferred is approved for one machine, then for all', async () => {
  const image = { resourceGroup: 'rg-demo', gallery: 'kept', image: 'web' };
  const first = it.arm.sim.createGalleryImage({ ...image, version: '1.0.0' });
  it.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'kept', capacity: 3, overprovision: false },
    image: { id: first.slice(0, first.indexOf('/versions/')) },
    extensions: [
      {
        name: 'health',
        properties: {
          publisher: 'Microsoft.ManagedServices',
          type: 'ApplicationHealthLinux',
          typeHandlerVersion: '1.0',
          settings: { protocol: 'http', port: 80 },
        },
      },
    ],
    properties: {
      upgradePolicy: {
        automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: true, osRollingUpgradeDeferral: true },
      },
    },
  });
  it.arm.sim.createGalleryImage({ ...image, version: '1.1.0' });
  const { virtualMachineScaleSets: sets, virtualMachineScaleSetVMs: instances } = it.compute;
  const history = () => all(sets.listOSUpgradeHistory('rg-demo', 'kept'));
  await until(async () => (await history()).length > 0);
  await instances.approveRollingUpgrade('rg-demo', 'kept', '1', QUICK).pollUntilDone();
  await until(async () => ((await history())[0]?.properties?.progress?.successfulInstanceCount ?? 0) === 1);
  await sets.approveRollingUpgrade('rg-demo', 'kept', QUICK).pollUntilDone();
  await until(async () => (await history())[0]?.properties?.runningStatus?.code === 'Completed');
  const [entry] = await history();
  expect(entry?.properties).toMatchObject({
    progress: { successfulInstanceCount: 3, pendingInstanceCount: 0 },
    startedBy: 'Platform',
    targetImageReference: { exactVersion: '1.1.0' },
  });
  const rolling = await it.compute.virtualMachineScaleSetRollingUpgrades.getLatest('rg-demo', 'kept');
  expect(rolling.runningStatus?.code).toBe('Completed');
  await expect(sets.approveRollingUpgrade('rg-demo', 'kept', QUICK).pollUntilDone()).rejects.toMatchObject({
    code: 'OperationNotAllowed',
  });
});
