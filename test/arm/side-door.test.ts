import { afterEach, expect, test } from '@jest/globals';

import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const sim = (method: string, path: string, body?: unknown) =>
  given.ask(method, `/_sim/${path}`, body === undefined ? {} : { body });

test('the side door does over HTTP what it does in process', async () => {
  given = await givenArm();
  const created = await sim('POST', 'scale-sets', {
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
  });
  expect(created.body).toEqual({ id: WEB });
  expect((await sim('POST', 'capacity', { scaleSet: WEB, capacity: 3 })).status).toBe(204);
  await given.clock.advance(300_000);
  const truth = await sim('GET', `instances?scaleSet=${WEB}`);
  expect(truth.at('value')).toEqual(given.arm.sim.instances(WEB));
  expect(truth.at('value')).toHaveLength(3);
  expect((await sim('POST', 'instances/remove', { scaleSet: WEB, instance: '0' })).status).toBe(204);
  expect((await sim('GET', 'instances')).at('value')).toHaveLength(2);
  expect((await sim('POST', 'faults', { effect: { accept: 'quota' } })).body).toEqual({ key: 'fault-0' });
  expect((await sim('GET', 'faults')).at('value', 0, 'effect')).toEqual({ accept: 'quota' });
  expect((await sim('DELETE', 'faults')).status).toBe(204);
  expect((await sim('PATCH', 'settings', { coreQuota: 7 })).status).toBe(204);
  expect((await sim('GET', 'settings')).at('coreQuota')).toBe(7);
  expect((await sim('GET', 'clock')).at('now')).toBe(given.clock.now());
  expect((await sim('POST', 'capacity', { scaleSet: WEB })).at('error', 'code')).toBe('InvalidSimRequest');
  expect((await sim('POST', 'nonsense')).status).toBe(501);
});

test('a snapshot brings everything back', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 3, overprovision: false });
  const before = (await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`)).body;
  const state = (await sim('GET', 'state')).body;
  await given.ask('DELETE', `${WEB}?${VERSION}`);
  await given.clock.advance(60_000);
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).status).toBe(404);
  expect((await sim('PUT', 'state', state)).status).toBe(204);
  expect((await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`)).body).toEqual(before);
});

test('the same seed and the same requests give the same run; another seed another', async () => {
  const run = async (seed: number) => {
    given = await givenArm({ seed });
    given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2 });
    await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 9 } } });
    await given.clock.advance(100_000);
    const truth = JSON.stringify(given.arm.sim.instances());
    await given.arm.stop();
    return truth;
  };
  const first = await run(5);
  expect(await run(5)).toBe(first);
  expect(await run(6)).not.toBe(first);
});

test('Resource Graph finds sets and instances, a little behind', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false });
  const query = async (text: string) =>
    (
      await given.ask('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', {
        body: { query: text },
      })
    ).at('data');
  const sets = `Resources | where type =~ 'Microsoft.Compute/virtualMachineScaleSets' | project name, capacity = toint(sku.capacity)`;
  const machines = `ComputeResources | where type =~ 'microsoft.compute/virtualmachinescalesets/virtualmachines' | project name, state = properties.provisioningState | order by name asc`;
  expect(await query(sets)).toEqual([]);
  await given.clock.advance(61_000);
  expect(await query(sets)).toEqual([{ name: 'web', capacity: 2 }]);
  expect(await query(machines)).toEqual([
    { name: 'web_0', state: 'Succeeded' },
    { name: 'web_1', state: 'Succeeded' },
  ]);
  expect(await query(`${machines} | count`)).toEqual([{ Count: 2 }]);
  const refused = await given.ask(
    'POST',
    '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01',
    {
      body: { query: 'Resources | summarize count() by type' },
    },
  );
  expect(refused.status).toBe(501);
});
