import { afterEach, expect, test } from '@jest/globals';

import { textAt } from '../../local/arm/json.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const start = async (spec = {}) => {
  given = await givenArm();
  given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
    ...spec,
  });
};
const scaleTo = (capacity: number) =>
  given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity } } });
const operationOf = (accepted: { headers: Headers }) =>
  given.ask('GET', accepted.headers.get('azure-asyncoperation') ?? '');
const states = async () => {
  const list = await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  return (list.at('value') as unknown[]).map((item) => textAt(item, 'properties', 'provisioningState'));
};

test('resilient creation in a Flexible set: the retry has another name and vmId, and ids are upper-cased', async () => {
  await start({
    orchestrationMode: 'Flexible',
    capacity: 0,
    properties: { resiliencyPolicy: { resilientVMCreationPolicy: { enabled: true } } },
  });
  given.arm.sim.addFault({
    match: { operation: 'createInstance' },
    effect: { finish: 'recreate', afterSeconds: 30 },
  });
  const accepted = await scaleTo(1);
  const machines = async () => {
    const filter = encodeURIComponent(`'virtualMachineScaleSet/id' eq '${WEB}'`);
    const path = `${GROUP}/providers/Microsoft.Compute/virtualMachines?$filter=${filter}&${VERSION}`;
    return (await given.ask('GET', path)).at('value') as unknown[];
  };
  const seen = async () => {
    const [machine, ...others] = await machines();
    expect(others).toEqual([]);
    return {
      name: textAt(machine, 'name') ?? '',
      vmId: textAt(machine, 'properties', 'vmId') ?? '',
      machine,
    };
  };
  const first = await seen();
  await given.clock.advance(31_000);
  const second = await seen();
  expect(second.name).not.toBe(first.name);
  expect(second.vmId).not.toBe(first.vmId);
  expect(textAt(second.machine, 'id')).toContain('/resourceGroups/RG-DEMO/');
  const gone = `${GROUP}/providers/Microsoft.Compute/virtualMachines/${first.name}`;
  expect((await given.ask('GET', `${gone}?${VERSION}`)).status).toBe(404);
  await given.clock.advance(300_000);
  expect((await operationOf(accepted)).at('status')).toBe('Succeeded');
  expect((await seen()).name).toBe(second.name);
});

test('one instance that cannot be allocated fails by itself, and its operation with it', async () => {
  await start();
  given.arm.sim.addFault({
    match: { operation: 'createInstance', instance: '3' },
    effect: { finish: 'allocationFailed', code: 'OverconstrainedAllocationRequest', message: 'no room' },
  });
  const accepted = await scaleTo(4);
  await given.clock.advance(300_000);
  expect(await states()).toEqual(['Succeeded', 'Succeeded', 'Succeeded', 'Failed']);
  expect((await operationOf(accepted)).at('error')).toMatchObject({
    code: 'OverconstrainedAllocationRequest',
    message: 'no room',
  });
});

test('a creation that a fault slows down takes as many times as long', async () => {
  const timeTo = async (slow: boolean) => {
    await start();
    if (slow)
      given.arm.sim.addFault({
        match: { operation: 'createInstance' },
        effect: { finish: 'slow', factor: 4 },
      });
    await scaleTo(3);
    const created = given.arm.sim.instances().find(({ name }) => name === 'web_2');
    const taken = (created?.provisionedAt ?? 0) - given.clock.now();
    await given.clock.advance(taken - 1);
    expect(await states()).toEqual(['Succeeded', 'Succeeded', 'Creating']);
    await given.clock.advance(1);
    expect(await states()).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    await given.arm.stop();
    return taken;
  };
  const usual = await timeTo(false);
  expect((await timeTo(true)) / usual).toBeCloseTo(4, 2);
});

test('a write beyond the quota of cores is refused with 409 and changes nothing', async () => {
  await start();
  given.arm.sim.configure({ coreQuota: 6 });
  const refused = await scaleTo(4);
  expect(refused.status).toBe(409);
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).at('sku', 'capacity')).toBe(2);
  expect((await scaleTo(3)).status).toBe(200);
});

test('an upgrade whose extension fails leaves its instance Failed, and its operation too', async () => {
  await start({ upgradeMode: 'Manual' });
  const storageProfile = { imageReference: { version: '2.0.0' } };
  await given.ask('PATCH', `${WEB}?${VERSION}`, {
    body: { properties: { virtualMachineProfile: { storageProfile } } },
  });
  await given.clock.advance(10_000);
  given.arm.sim.addFault({
    match: { operation: 'upgradeInstance', instance: '1' },
    effect: { finish: 'extensionFailed' },
  });
  const accepted = await given.ask('POST', `${WEB}/manualupgrade?${VERSION}`, {
    body: { instanceIds: ['0', '1'] },
  });
  await given.clock.advance(120_000);
  expect(await states()).toEqual(['Succeeded', 'Failed']);
  expect((await operationOf(accepted)).at('error', 'code')).toBe('VMExtensionProvisioningError');
});
