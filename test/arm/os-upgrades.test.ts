import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

import { textAt, type JsonObject } from '../../local/arm/json.ts';
import { GROUP, scaleSetPath, VERSION, type Answer } from './given-arm.ts';
import {
  count,
  given,
  givenKeptUpToDate,
  givenRestart,
  history,
  IMAGE,
  latest,
  MINUTE,
  minutes,
  publish,
  sick,
  versions,
  WEB,
  type Wanted,
} from './given-kept-up-to-date.ts';

afterEach(() => given.arm.stop());

test('a newer version of the gallery image reaches all machines in batches of a fifth', async () => {
  await givenKeptUpToDate();
  await minutes(30);
  expect((await history()).at('value')).toEqual([]);
  const disks = async () => {
    const list = await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
    return (list.at('value') as unknown[]).map((item) =>
      textAt(item, 'properties', 'storageProfile', 'osDisk', 'name'),
    );
  };
  const before = await disks();
  publish('1.10.0');
  const seen: number[] = [];
  for (let round = 0; round < 30; round++) {
    await minutes(1);
    const done = await count('1.10.0');
    if (done !== seen.at(-1)) seen.push(done);
  }
  expect(seen).toEqual([0, 2, 4, 6, 8, 10]);
  expect((await disks()).filter((disk) => before.includes(disk))).toEqual([]);
  const { body } = await history();
  expect(body).toMatchObject({
    value: [
      {
        type: 'Microsoft.Compute/virtualMachineScaleSets/rollingUpgrades',
        location: 'westeurope',
        properties: {
          runningStatus: { code: 'Completed' },
          progress: {
            successfulInstanceCount: 10,
            failedInstanceCount: 0,
            inProgressInstanceCount: 0,
            pendingInstanceCount: 0,
          },
          startedBy: 'Platform',
          targetImageReference: { id: IMAGE, exactVersion: '1.10.0' },
        },
      },
    ],
  });
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Completed');
});

test('a set of three is upgraded one by one; a machine that is added meanwhile has the new version', async () => {
  await givenKeptUpToDate({ capacity: 3 });
  publish('1.1.0');
  await minutes(2);
  expect(await versions()).toEqual(['1.1.0', '1.0.0', '1.0.0']);
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 4 } } });
  expect((await versions()).at(-1)).toBe('1.1.0');
});

test.each<[string, Wanted, () => unknown]>([
  ['the version is not taken for latest', {}, () => publish('1.1.0', true)],
  ['the model names its version', { image: { id: `${IMAGE}/versions/1.0.0` } }, () => publish('1.1.0')],
  ['nothing reports health', { hasHealth: false }, () => publish('1.1.0')],
  ['it is not asked for', { policy: { enableAutomaticOSUpgrade: false } }, () => publish('1.1.0')],
  ['the version is older', {}, () => publish('0.9.0')],
  [
    'more than a fifth is unhealthy',
    {},
    () => {
      sick('7', '8', '9');
      publish('1.1.0');
    },
  ],
])('nothing starts when %s', async (_, wanted, happens) => {
  await givenKeptUpToDate(wanted);
  happens();
  await minutes(20);
  expect(await count('1.1.0')).toBe(0);
  expect((await history()).at('value')).toEqual([]);
});

test('latest of the marketplace is followed as well', async () => {
  const image = { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' };
  await givenKeptUpToDate({ image, capacity: 5 });
  const [before] = await versions();
  given.arm.sim.publishImage({ ...image, version: '99.0.1' });
  await minutes(20);
  expect(before).not.toBe('99.0.1');
  expect(await count('99.0.1')).toBe(5);
  const path =
    '/publishers/Canonical/artifacttypes/vmimage/offers/ubuntu-24_04-lts/skus/server/versions?api-version=2024-07-01';
  const listed = await given.ask(
    'GET',
    `${GROUP.split('/resourceGroups')[0]}/providers/Microsoft.Compute/locations/westeurope${path}`,
  );
  expect((listed.body as JsonObject[]).map(({ name }) => name)).toEqual([before, '99.0.1']);
});

/** The first batch of a set of ten is on the new disks. */
async function givenFirstBatch(policy: JsonObject = {}): Promise<void> {
  await givenKeptUpToDate({ policy });
  publish('1.1.0');
  await given.clock.advance(MINUTE + 30_000);
  expect(await count('1.1.0')).toBe(2);
}

test('what is unhealthy five minutes after its batch has its former disk again, and the upgrade stops', async () => {
  await givenFirstBatch();
  sick('1');
  await minutes(4);
  expect(await count('1.1.0')).toBe(2);
  await minutes(4);
  expect(await versions()).toEqual(['1.1.0', ...Array.from({ length: 9 }, () => '1.0.0')]);
  const [entry] = (await history()).at('value') as JsonObject[];
  expect(entry?.properties).toMatchObject({
    runningStatus: { code: 'Faulted' },
    progress: { successfulInstanceCount: 1, failedInstanceCount: 1, pendingInstanceCount: 8 },
    rollbackInfo: { successfullyRolledbackInstanceCount: 1, failedRolledbackInstanceCount: 0 },
    error: { message: expect.stringContaining('First failed instance ID is: 1') },
  });
  // The version that failed is not tried again; the next one is.
  await minutes(60);
  expect((await history()).at('value')).toHaveLength(1);
  publish('1.2.0');
  await minutes(30);
  expect(await count('1.2.0')).toBe(10);
});

test('what recovers within five minutes lets it go on', async () => {
  await givenFirstBatch();
  sick('1');
  await minutes(3);
  given.arm.sim.setHealth({ scaleSet: WEB, instance: '1' }, 'healthy');
  await minutes(20);
  expect(await count('1.1.0')).toBe(10);
});

test('without rollback what failed keeps its new disk', async () => {
  await givenFirstBatch({ disableAutomaticRollback: true });
  sick('1');
  await minutes(10);
  expect(await count('1.1.0')).toBe(2);
  const [entry] = (await history()).at('value') as JsonObject[];
  expect(entry?.properties).toMatchObject({ runningStatus: { code: 'Faulted' } });
  expect(entry?.properties).not.toHaveProperty('rollbackInfo');
});

test('the policy of the set is used only where that is asked for', async () => {
  const rollingUpgradePolicy = { maxBatchInstancePercent: 50, pauseTimeBetweenBatches: 'PT10M' };
  for (const useRollingUpgradePolicy of [false, true]) {
    const automaticOSUpgradePolicy = { enableAutomaticOSUpgrade: true, useRollingUpgradePolicy };
    const upgradePolicy = { mode: 'Manual', automaticOSUpgradePolicy, rollingUpgradePolicy };
    await givenKeptUpToDate({ properties: { upgradePolicy } });
    publish('1.1.0');
    await minutes(2);
    expect(await count('1.1.0')).toBe(useRollingUpgradePolicy ? 5 : 2);
    await minutes(9);
    expect(await count('1.1.0')).toBe(useRollingUpgradePolicy ? 5 : 10);
    if (!useRollingUpgradePolicy) await given.arm.stop();
  }
});

test('a protected machine is passed over; cancelled, nothing follows the batch that runs', async () => {
  await givenKeptUpToDate();
  const body = { properties: { protectionPolicy: { protectFromScaleSetActions: true } } };
  await given.ask('PUT', `${WEB}/virtualMachines/0?${VERSION}`, { body });
  publish('1.1.0');
  await given.clock.advance(MINUTE + 5_000);
  expect((await latest()).at('properties', 'progress')).toMatchObject({ inProgressInstanceCount: 2 });
  expect((await given.ask('POST', `${WEB}/osRollingUpgrade?${VERSION}`)).status).toBe(409);
  expect((await given.ask('POST', `${WEB}/rollingUpgrades/cancel?${VERSION}`)).status).toBe(202);
  await minutes(20);
  expect((await versions()).slice(0, 4)).toEqual(['1.0.0', '1.1.0', '1.1.0', '1.0.0']);
  expect((await latest()).at('properties', 'runningStatus')).toMatchObject({
    code: 'Cancelled',
    lastAction: 'Cancel',
  });
});

const approve = (instanceIds?: string[]) =>
  given.ask('POST', `${WEB}/approveRollingUpgrade?${VERSION}`, instanceIds && { body: { instanceIds } });
const statusOf = (accepted: Answer) => given.ask('GET', accepted.headers.get('azure-asyncoperation') ?? '');

test('a deferred upgrade waits for its approval, instance by instance', async () => {
  await givenKeptUpToDate({ policy: { osRollingUpgradeDeferral: true } });
  publish('1.1.0');
  await minutes(30);
  expect(await count('1.1.0')).toBe(0);
  expect((await latest()).at('properties', 'progress')).toMatchObject({ pendingInstanceCount: 10 });
  const accepted = await approve(['3', '5']);
  expect(accepted.status).toBe(202);
  expect((await statusOf(accepted)).at('status')).toBe('InProgress');
  await minutes(5);
  expect((await statusOf(accepted)).at('status')).toBe('Succeeded');
  expect(
    (await versions()).map((version, index) => (version === '1.1.0' ? index : -1)).filter((i) => i >= 0),
  ).toEqual([3, 5]);
  expect((await approve(['3'])).at('error', 'code')).toBe('OperationNotAllowed');
  expect((await approve(['77'])).status).toBe(400);
  const one = await given.ask('POST', `${WEB}/virtualMachines/0/approveRollingUpgrade?${VERSION}`);
  expect(one.status).toBe(202);
  await minutes(5);
  expect(await count('1.1.0')).toBe(3);
  await approve();
  await minutes(20);
  expect(await count('1.1.0')).toBe(10);
});

test('an approval is refused when no upgrade waits for one', async () => {
  await givenKeptUpToDate();
  expect((await approve()).at('error')).toMatchObject({
    code: 'OperationNotAllowed',
    message: 'There is no ongoing Rolling Upgrade to approve.',
  });
  publish('1.1.0');
  await minutes(1);
  expect((await approve()).status).toBe(409);
  const missing = `${scaleSetPath('none')}/approveRollingUpgrade?${VERSION}`;
  expect((await given.ask('POST', missing)).status).toBe(404);
});

test('a model that is given another image ends the upgrade to the former one', async () => {
  await givenFirstBatch();
  const storageProfile = { imageReference: { id: `${IMAGE}/versions/1.0.0` } };
  const body = { properties: { virtualMachineProfile: { storageProfile } } };
  expect((await given.ask('PATCH', `${WEB}?${VERSION}`, { body })).status).toBe(200);
  await minutes(20);
  expect(await count('1.1.0')).toBe(2);
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Cancelled');
});

test('no batch begins while the model is rolled out', async () => {
  const automaticOSUpgradePolicy = { enableAutomaticOSUpgrade: true };
  const rollingUpgradePolicy = { pauseTimeBetweenBatches: 'PT10M' };
  await givenKeptUpToDate({
    properties: { upgradePolicy: { mode: 'Rolling', automaticOSUpgradePolicy, rollingUpgradePolicy } },
  });
  publish('1.1.0');
  await given.clock.advance(MINUTE + 30_000);
  const virtualMachineProfile = { diagnosticsProfile: { bootDiagnostics: { enabled: true } } };
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { properties: { virtualMachineProfile } } });
  await minutes(30);
  expect(await count('1.1.0')).toBe(2);
  await minutes(60);
  expect(await count('1.1.0')).toBe(10);
});

test('a restart of the simulator loses nothing of an upgrade', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'os-upgrades-'));
  const statePath = path.join(folder, 'arm.sqlite');
  await givenKeptUpToDate({ statePath });
  publish('1.1.0');
  await given.clock.advance(MINUTE + 5_000);
  await givenRestart(statePath);
  await minutes(20);
  expect(await count('1.1.0')).toBe(10);
  expect((await history()).at('value')).toHaveLength(1);
});
