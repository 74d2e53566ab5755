import { afterEach, expect, test } from '@jest/globals';

import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const MINUTE = 60_000;
const WEB = scaleSetPath('web');
const health = {
  name: 'health',
  properties: {
    publisher: 'Microsoft.ManagedServices',
    type: 'ApplicationHealthLinux',
    typeHandlerVersion: '1.0',
    settings: { protocol: 'http', port: 80 },
  },
};

async function givenRepaired(policy: object, capacity = 3): Promise<void> {
  given = await givenArm();
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'web', capacity, overprovision: false, extensions: [health] },
    properties: { automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT10M', ...policy } },
  });
}

const ids = () =>
  given.arm.sim
    .instances()
    .filter(({ deletingAt }) => deletingAt === null)
    .map(({ id }) => id);
const sick = (...instances: string[]) =>
  instances.forEach((instance) => given.arm.sim.setHealth({ scaleSet: WEB, instance }, 'unhealthy'));
const service = async () =>
  (await given.ask('GET', `${WEB}/instanceView?${VERSION}`)).at('orchestrationServices', 0, 'serviceState');

test('Replace: what is unhealthy after its grace period is deleted and another created in its place', async () => {
  await givenRepaired({ repairAction: 'Replace' });
  sick('1');
  await given.clock.advance(9 * MINUTE);
  expect(ids()).toEqual(['0', '1', '2']);
  await given.clock.advance(2 * MINUTE);
  expect(ids()).toEqual(['0', '2', '3']);
  await given.clock.advance(10 * MINUTE);
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).at('sku', 'capacity')).toBe(3);
  expect(ids()).toEqual(['0', '2', '3']);
});

test.each([
  ['Restart', true],
  ['Reimage', false],
])('%s keeps the machine and makes it healthy', async (repairAction, sameDisk) => {
  await givenRepaired({ repairAction });
  const seen = async () =>
    (await given.ask('GET', `${WEB}/virtualMachines/1?${VERSION}`)).at(
      'properties',
      'storageProfile',
      'osDisk',
      'name',
    );
  const before = await seen();
  const view = async () =>
    (await given.ask('GET', `${WEB}/virtualMachines/1/instanceView?${VERSION}`)).at(
      'vmHealth',
      'status',
      'code',
    );
  sick('1');
  expect(await view()).toBe('HealthState/unhealthy');
  await given.clock.advance(12 * MINUTE);
  expect(ids()).toEqual(['0', '1', '2']);
  expect(await view()).toBe('HealthState/healthy');
  expect((await seen()) === before).toBe(sameDisk);
});

test('one of fewer than twenty is repaired at once, the next when it is ready; of forty two', async () => {
  await givenRepaired({ repairAction: 'Replace' });
  sick('0', '1', '2');
  await given.clock.advance(10 * MINUTE);
  expect(ids()).toEqual(['1', '2', '3']);
  await given.clock.advance(10 * MINUTE);
  expect(ids().filter((id) => ['0', '1', '2'].includes(id))).toEqual([]);
  await given.arm.stop();
  await givenRepaired({ repairAction: 'Replace' }, 40);
  sick('0', '1', '2');
  await given.clock.advance(10 * MINUTE);
  expect(ids().filter((id) => Number(id) < 3)).toEqual(['2']);
});

test('a protected machine is not repaired; a suspended service repairs none until it is resumed', async () => {
  await givenRepaired({ repairAction: 'Replace' });
  const body = { properties: { protectionPolicy: { protectFromScaleIn: true } } };
  await given.ask('PUT', `${WEB}/virtualMachines/0?${VERSION}`, { body });
  const serviceName = 'AutomaticRepairs';
  const set = (action: string) =>
    given.ask('POST', `${WEB}/setOrchestrationServiceState?${VERSION}`, { body: { serviceName, action } });
  await set('Suspend');
  sick('0', '1');
  await given.clock.advance(30 * MINUTE);
  expect(ids()).toEqual(['0', '1', '2']);
  await set('Resume');
  await given.clock.advance(2 * MINUTE);
  expect(ids()).toEqual(['0', '2', '3']);
});

test('repairs that never last make the service suspend itself', async () => {
  await givenRepaired({ repairAction: 'Replace' }, 1);
  for (let round = 0; round < 4; round++) {
    sick(ids()[0] ?? '');
    await given.clock.advance(20 * MINUTE);
  }
  expect(await service()).toBe('Suspended');
  const last = ids();
  await given.clock.advance(60 * MINUTE);
  expect(ids()).toEqual(last);
});
