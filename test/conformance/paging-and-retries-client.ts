import { beforeAll, expect, test } from '@jest/globals';

import { all, conformance, exchanged } from './conformance.ts';

const it = conformance();
const GETS = 'GET virtualMachineScaleSets/{}';

beforeAll(() => {
  it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 5, overprovision: false });
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'api',
    orchestrationMode: 'Flexible',
    capacity: 3,
  });
});

test('the clients follow every nextLink to the end', async () => {
  it.arm.sim.configure({ pageSizes: { instances: 2, subscriptionWide: 2, networkInterfaces: 2 } });
  const { compute, network } = it;
  const before = exchanged.length;
  const ids = (await all(compute.virtualMachineScaleSetVMs.list('rg-demo', 'web'))).map(
    (vm) => vm.instanceId,
  );
  expect(ids).toEqual(['0', '1', '2', '3', '4']);
  expect(exchanged.length - before).toBe(3);
  const nics = network.networkInterfaces.listVirtualMachineScaleSetNetworkInterfaces('rg-demo', 'web');
  expect(await all(nics)).toHaveLength(5);
  expect(await all(compute.virtualMachines.listAll())).toHaveLength(3);
  expect(exchanged.length - before).toBe(3 + 3 + 2);
});

test('a page asked for by itself goes on from its continuation token', async () => {
  const pages = it.compute.virtualMachineScaleSetVMs.list('rg-demo', 'web').byPage();
  const first = await pages.next();
  const link = (first.value as { continuationToken?: string } | undefined)?.continuationToken;
  expect(link).toContain('skiptoken');
});

test.each([
  ['429', { accept: 'throttle', retryAfterSeconds: 1 }],
  [
    '503',
    { accept: 'error', status: 503, code: 'ServiceUnavailable', message: 'later', retryAfterSeconds: 1 },
  ],
  ['a cut connection', { accept: 'reset' }],
] as const)('the clients try again after %s, and their user notices nothing', async (_, effect) => {
  it.arm.sim.addFault({ match: { operation: GETS }, effect });
  it.arm.resetCalls();
  expect((await it.compute.virtualMachineScaleSets.get('rg-demo', 'web')).sku?.capacity).toBe(5);
  expect(it.arm.calls()[GETS]).toBe(2);
});
