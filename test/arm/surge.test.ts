import { afterEach, expect, test } from '@jest/globals';

import type { Settings } from '../../local/arm/settings.ts';
import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const MINUTE = 60_000;
const WEB = scaleSetPath('web');

/** Ten machines, upgraded by three beside the old ones. */
async function givenSurging(settings: Partial<Settings> = {}): Promise<void> {
  given = await givenArm({ settings: { readySeconds: [60, 60], deleteSeconds: [10, 10], ...settings } });
  const rollingUpgradePolicy = {
    maxBatchInstancePercent: 30,
    pauseTimeBetweenBatches: 'PT30S',
    maxSurge: true,
  };
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'web', capacity: 10, overprovision: false, upgradeMode: 'Rolling' },
    properties: { upgradePolicy: { mode: 'Rolling', rollingUpgradePolicy } },
  });
  const virtualMachineProfile = { diagnosticsProfile: { bootDiagnostics: { enabled: true } } };
  const body = { properties: { virtualMachineProfile } };
  expect((await given.ask('PATCH', `${WEB}?${VERSION}`, { body })).status).toBe(200);
}

interface Item {
  instanceId: string;
  properties: { provisioningState: string; latestModelApplied: boolean };
}
async function listed(): Promise<Item[]> {
  return (await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`)).at('value') as Item[];
}
const ready = async () =>
  (await listed()).filter(({ properties }) => properties.provisioningState === 'Succeeded').length;
const idsOf = (items: Item[]) => items.map(({ instanceId }) => Number(instanceId)).sort((a, b) => a - b);
const latest = () => given.ask('GET', `${WEB}/rollingUpgrades/latest?${VERSION}`);

test('a surge creates each batch beside the old one, which leaves when it is ready: capacity never dips', async () => {
  await givenSurging();
  await given.clock.advance(30_000);
  expect(idsOf(await listed())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect((await latest()).at('properties', 'progress')).toMatchObject({ inProgressInstanceCount: 3 });
  for (let seconds = 0; seconds < 600; seconds += 10) {
    await given.clock.advance(10_000);
    expect(await ready()).toBeGreaterThanOrEqual(10);
    expect((await listed()).length).toBeLessThanOrEqual(13);
  }
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Completed');
  expect(idsOf(await listed())).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect((await listed()).every(({ properties }) => properties.latestModelApplied)).toBe(true);
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).at('sku', 'capacity')).toBe(10);
  // Ids are not used again afterwards either.
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 11 } } });
  expect(idsOf(await listed()).at(-1)).toBe(20);
});

test('new machines that are unhealthy stop the surge; the old ones stay', async () => {
  await givenSurging();
  await given.clock.advance(50_000);
  given.arm.sim.setHealth({ scaleSet: WEB, instance: '11' }, 'unhealthy');
  await given.clock.advance(20 * MINUTE);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Faulted');
  expect(idsOf(await listed())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(await ready()).toBe(10);
});

test('what recovers in time lets the surge go on; one that is cancelled finishes its batch', async () => {
  await givenSurging();
  await given.clock.advance(50_000);
  given.arm.sim.setHealth({ scaleSet: WEB, instance: '11' }, 'unhealthy');
  given.arm.sim.setHealth({ scaleSet: WEB, instance: '11' }, 'healthy');
  expect((await given.ask('POST', `${WEB}/rollingUpgrades/cancel?${VERSION}`)).status).toBe(202);
  given.arm.sim.setHealth({ scaleSet: WEB, instance: '11' }, 'healthy');
  await given.clock.advance(20 * MINUTE);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Cancelled');
  expect(idsOf(await listed())).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('without cores for a batch beside the others it replaces in place', async () => {
  await givenSurging({ coreQuota: 24 });
  await given.clock.advance(20 * MINUTE);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Completed');
  expect(idsOf(await listed())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect((await listed()).every(({ properties }) => properties.latestModelApplied)).toBe(true);
});
