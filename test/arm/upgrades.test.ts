import { afterEach, expect, test } from '@jest/globals';

import { textAt, valueAt } from '../../local/arm/json.ts';
import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const POLICY = {
  maxBatchInstancePercent: 20,
  maxUnhealthyUpgradedInstancePercent: 20,
  pauseTimeBetweenBatches: 'PT1M',
};
const start = async (upgradeMode: 'Automatic' | 'Rolling') => {
  given = await givenArm();
  return given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 10,
    overprovision: false,
    upgradeMode,
    properties: { upgradePolicy: { mode: upgradeMode, rollingUpgradePolicy: POLICY } },
  });
};
const newModel = () =>
  given.ask('PATCH', `${WEB}?${VERSION}`, {
    body: {
      properties: { virtualMachineProfile: { storageProfile: { imageReference: { version: '2.0.0' } } } },
    },
  });
const upgraded = async () => {
  const list = await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  return (list.at('value') as unknown[])
    .filter((item) => valueAt(item, 'properties', 'latestModelApplied') === true)
    .map((item) => textAt(item, 'instanceId'));
};
const latest = () => given.ask('GET', `${WEB}/rollingUpgrades/latest?${VERSION}`);

test('Automatic: every instance takes the new model with the write', async () => {
  await start('Automatic');
  const accepted = await newModel();
  expect(await upgraded()).toEqual([]);
  await given.clock.advance(60_000);
  expect(await upgraded()).toHaveLength(10);
  expect((await given.ask('GET', accepted.headers.get('azure-asyncoperation') ?? '')).at('status')).toBe(
    'Succeeded',
  );
});

test('Rolling: batches of two follow each other with a pause between', async () => {
  await start('Rolling');
  await newModel();
  await given.clock.advance(45_000);
  expect(await upgraded()).toEqual(['0', '1']);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('RollingForward');
  await given.clock.advance(10 * 60_000);
  expect(await upgraded()).toHaveLength(10);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Completed');
});

test('Rolling: it stops when too many of the upgraded instances are unhealthy', async () => {
  const scaleSet = await start('Rolling');
  await newModel();
  await given.clock.advance(45_000);
  given.arm.sim.setHealth({ scaleSet, instance: '1' }, 'unhealthy');
  await given.clock.advance(10 * 60_000);
  const status = await latest();
  expect(status.at('properties', 'runningStatus', 'code')).toBe('Faulted');
  expect(status.at('properties', 'error', 'message')).toMatch(
    /MaxUnhealthyUpgradedInstancePercent.*First failed instance ID is: 1/,
  );
  expect(await upgraded()).toEqual(['0', '1', '2', '3']);
});

test('Rolling: an instance that recovers in time lets it go on', async () => {
  const scaleSet = await start('Rolling');
  await newModel();
  await given.clock.advance(45_000);
  given.arm.sim.setHealth({ scaleSet, instance: '1' }, 'unhealthy');
  given.arm.sim.setHealth({ scaleSet, instance: '1' }, 'healthy');
  await given.clock.advance(10 * 60_000);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Completed');
  expect(await upgraded()).toHaveLength(10);
});

test('Rolling: cancelling finishes the batch that runs and leaves the rest', async () => {
  await start('Rolling');
  await newModel();
  await given.clock.advance(2_000);
  const cancelled = await given.ask('POST', `${WEB}/rollingUpgrades/cancel?${VERSION}`);
  expect(cancelled.status).toBe(202);
  await given.clock.advance(10 * 60_000);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Cancelled');
  expect(await upgraded()).toEqual(['0', '1']);
});

test('a rolling upgrade of the operating system that is cancelled leaves the rest on the model they have', async () => {
  await start('Rolling');
  await newModel();
  await given.clock.advance(20 * 60_000);
  expect(await upgraded()).toHaveLength(10);
  await given.ask('POST', `${WEB}/osRollingUpgrade?${VERSION}`);
  await given.clock.advance(5_000);
  await given.ask('POST', `${WEB}/rollingUpgrades/cancel?${VERSION}`);
  await given.clock.advance(20 * 60_000);
  expect(await upgraded()).toHaveLength(10);
});

test('upgrades of the operating system that users began give new disks, and stay in the history', async () => {
  await start('Rolling');
  const disks = async () =>
    ((await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`)).at('value') as unknown[]).map((item) =>
      textAt(item, 'properties', 'storageProfile', 'osDisk', 'name'),
    );
  const before = await disks();
  for (let count = 1; count <= 2; count++) {
    await given.ask('POST', `${WEB}/osRollingUpgrade?${VERSION}`);
    await given.clock.advance(20 * 60_000);
    const history = (await given.ask('GET', `${WEB}/osUpgradeHistory?${VERSION}`)).at('value') as unknown[];
    expect(history).toHaveLength(count);
    expect(history[0]).toMatchObject({
      properties: {
        startedBy: 'User',
        runningStatus: { code: 'Completed' },
        progress: { successfulInstanceCount: 10 },
      },
    });
  }
  expect((await disks()).filter((disk) => before.includes(disk))).toEqual([]);
  await given.ask('POST', `${WEB}/extensionRollingUpgrade?${VERSION}`);
  await given.clock.advance(20 * 60_000);
  const history = (await given.ask('GET', `${WEB}/osUpgradeHistory?${VERSION}`)).at('value') as unknown[];
  expect(history).toHaveLength(2);
});

test('a machine that is being deleted keeps its disk until it is gone, whatever model it once had', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false },
    upgradeMode: 'Manual',
  });
  await given.ask('PATCH', `${WEB}?${VERSION}`, {
    body: {
      properties: { virtualMachineProfile: { diagnosticsProfile: { bootDiagnostics: { enabled: true } } } },
    },
  });
  await given.clock.advance(60_000);
  await given.ask('POST', `${WEB}/manualupgrade?${VERSION}`, { body: { instanceIds: ['0', '1'] } });
  await given.clock.advance(60_000);
  expect(await upgraded()).toHaveLength(2);
  const disks = async () => {
    const list = await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
    return (list.at('value') as unknown[]).map((item) =>
      textAt(item, 'properties', 'storageProfile', 'osDisk', 'name'),
    );
  };
  const before = await disks();
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 0 } } });
  await given.clock.advance(1000);
  const leaving = await disks();
  expect(leaving).toHaveLength(2);
  expect(leaving).toEqual(before);
});
