import { expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();

test('a rolling upgrade that runs is cancelled; the history says who began it', async () => {
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 5,
    upgradeMode: 'Rolling',
    overprovision: false,
    properties: { upgradePolicy: { rollingUpgradePolicy: { pauseTimeBetweenBatches: 'PT5H' } } },
  });
  const rolling = it.compute.virtualMachineScaleSetRollingUpgrades;
  await rolling.startOSUpgrade('rg-demo', 'web', QUICK).submitted();
  await rolling.cancel('rg-demo', 'web', QUICK).pollUntilDone();
  expect(await rolling.getLatest('rg-demo', 'web')).toMatchObject({
    runningStatus: { code: 'Cancelled' },
    progress: { pendingInstanceCount: 4 },
  });
  const history = await all(it.compute.virtualMachineScaleSets.listOSUpgradeHistory('rg-demo', 'web'));
  expect(history.map(({ properties }) => [properties?.startedBy, properties?.runningStatus?.code])).toEqual([
    ['User', 'Cancelled'],
  ]);
});

test('an eviction is simulated for a Spot machine, which is deallocated by it', async () => {
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'spot',
    capacity: 1,
    overprovision: false,
    properties: { virtualMachineProfile: { priority: 'Spot', evictionPolicy: 'Deallocate' } },
  });
  const instances = it.compute.virtualMachineScaleSetVMs;
  await instances.simulateEviction('rg-demo', 'spot', '0');
  const power = async () =>
    (await instances.getInstanceView('rg-demo', 'spot', '0')).statuses?.map(({ code }) => code);
  while (!(await power())?.includes('PowerState/deallocated'))
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect((await all(instances.list('rg-demo', 'spot'))).map(({ instanceId }) => instanceId)).toEqual(['0']);
});
