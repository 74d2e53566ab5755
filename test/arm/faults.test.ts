import { afterEach, expect, test } from '@jest/globals';

import type { FaultEffect } from '../../local/arm/faults/fault.ts';
import { textAt } from '../../local/arm/json.ts';
import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const start = async (spec = {}) => {
  given = await givenArm();
  return given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
    ...spec,
  });
};
const scaleTo = (capacity: number) =>
  given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity } } });
const instances = async () =>
  (await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`)).at('value') as unknown[];
const states = async () => (await instances()).map((item) => textAt(item, 'properties', 'provisioningState'));
const spoilCreation = (effect: FaultEffect) =>
  given.arm.sim.addFault({ match: { operation: 'createInstance' }, effect });
const setState = async () =>
  (await given.ask('GET', `${WEB}?${VERSION}`)).at('properties', 'provisioningState');

test('a stuck instance never leaves Creating, and its operation fails after 40 minutes', async () => {
  await start();
  spoilCreation({ finish: 'stuck' });
  const accepted = await scaleTo(3);
  await given.clock.advance(39 * 60_000);
  expect(await states()).toEqual(['Succeeded', 'Succeeded', 'Creating']);
  expect(await setState()).toBe('Updating');
  await given.clock.advance(2 * 60_000);
  const poll = await given.ask('GET', accepted.headers.get('azure-asyncoperation') ?? '');
  expect(poll.at('error', 'code')).toBe('OSProvisioningTimedOut');
  expect(await setState()).toBe('Failed');
});

test('an instance vanishes, or fails some minutes after it was ready', async () => {
  await start();
  spoilCreation({ finish: 'vanish', afterSeconds: 600 });
  spoilCreation({ finish: 'failLater', afterSeconds: 600 });
  given.arm.sim.addFault({
    match: { operation: 'createInstance' },
    nth: 2,
    effect: { finish: 'failLater', afterSeconds: 300 },
  });
  given.arm.sim.clearFaults();
  spoilCreation({ finish: 'vanish', afterSeconds: 600 });
  given.arm.sim.addFault({
    match: { operation: 'createInstance' },
    nth: 2,
    effect: { finish: 'failLater', afterSeconds: 300 },
  });
  await scaleTo(4);
  await given.clock.advance(200_000);
  expect(await states()).toEqual(Array(4).fill('Succeeded'));
  await given.clock.advance(600_000);
  expect(await states()).toEqual(['Succeeded', 'Succeeded', 'Failed']);
});

test('an extension that fails makes its instance and the operation fail', async () => {
  await start();
  spoilCreation({ finish: 'extensionFailed', extension: 'setup' });
  const accepted = await scaleTo(3);
  await given.clock.advance(200_000);
  const poll = await given.ask('GET', accepted.headers.get('azure-asyncoperation') ?? '');
  expect(poll.at('error', 'code')).toBe('VMExtensionProvisioningError');
  expect(await states()).toEqual(['Succeeded', 'Succeeded', 'Failed']);
});

test('over-provisioning makes up for one that fails', async () => {
  await start({ overprovision: true, capacity: 0 });
  spoilCreation({ finish: 'extensionFailed' });
  await scaleTo(3);
  await given.clock.advance(300_000);
  expect(await states()).toEqual(Array(3).fill('Succeeded'));
});

test('a Flexible machine that is created anew has another name and vmId', async () => {
  await start({ orchestrationMode: 'Flexible', capacity: 0 });
  spoilCreation({ finish: 'recreate', afterSeconds: 30 });
  await scaleTo(1);
  const [first] = given.arm.sim.instances();
  await given.clock.advance(31_000);
  const [second] = given.arm.sim.instances();
  expect(second?.name).not.toBe(first?.name);
  expect(second?.vmId).not.toBe(first?.vmId);
  await given.clock.advance(300_000);
  expect(given.arm.sim.instances().map(({ provisioningState, name }) => [provisioningState, name])).toEqual([
    ['Succeeded', second?.name],
  ]);
});

test('a rule hits from its nth occurrence on, as often as it says', async () => {
  await start();
  given.arm.sim.addFault({
    match: { operation: 'GET virtualMachineScaleSets/virtualMachines', resource: '/web' },
    nth: 2,
    times: 2,
    effect: { accept: 'emptyList' },
  });
  const counts = [];
  for (let call = 0; call < 4; call++) counts.push((await instances()).length);
  expect(counts).toEqual([2, 0, 0, 2]);
  given.arm.sim.addFault({ effect: { accept: 'partialList', keep: 1 } });
  expect(await instances()).toHaveLength(1);
});

test('requests are refused, delayed by the clock, or cut off', async () => {
  await start();
  given.arm.sim.addFault({
    effect: { accept: 'error', status: 500, code: 'InternalServerError', message: 'no' },
  });
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).status).toBe(500);
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).status).toBe(200);
  given.arm.sim.addFault({ effect: { accept: 'quota' } });
  expect((await scaleTo(3)).at('error', 'message')).toMatch(/exceeding quota limits of Core/);
  given.arm.sim.addFault({ effect: { accept: 'reset' } });
  await expect(given.ask('GET', `${WEB}?${VERSION}`)).rejects.toThrow();

  given.arm.sim.addFault({ effect: { accept: 'reset', after: true } });
  await expect(scaleTo(5)).rejects.toThrow();
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).at('sku', 'capacity')).toBe(5);

  given.arm.sim.addFault({ effect: { accept: 'slow', seconds: 60 } });
  let answered = false;
  const slow = given.ask('GET', `${WEB}?${VERSION}`).then((answer) => {
    answered = true;
    return answer;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(answered).toBe(false);
  await given.clock.advance(60_000);
  expect((await slow).status).toBe(200);
});
