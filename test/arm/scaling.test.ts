import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const list = async (name: string) =>
  (await given.ask('GET', `${scaleSetPath(name)}/virtualMachines?${VERSION}`)).at('value') as Array<{
    instanceId: string;
    properties: { provisioningState: string; vmId: string };
  }>;

test('a scale-out over-provisions: extras are listed until the set settles, and stay on the network side', async () => {
  given = await givenArm({ seed: 3 });
  const id = given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 3 });
  const before = new Set((await list('web')).map(({ instanceId }) => instanceId));
  expect(before.size).toBe(3);

  const accepted = await given.ask('PATCH', `${id}?${VERSION}`, { body: { sku: { capacity: 6 } } });
  expect(accepted.status).toBe(200);
  expect(accepted.at('properties', 'provisioningState')).toBe('Updating');
  expect(accepted.at('sku', 'capacity')).toBe(6);
  expect(await list('web')).toHaveLength(3 + 3 + 4);

  await given.clock.advance(200_000);
  const after = await list('web');
  expect(after).toHaveLength(6);
  expect(after.map(({ properties }) => properties.provisioningState)).toEqual(Array(6).fill('Succeeded'));
  expect([...before].every((old) => after.some(({ instanceId }) => instanceId === old))).toBe(true);
  expect(new Set(after.map(({ properties }) => properties.vmId)).size).toBe(6);
});

test('a Flexible set is listed by filter, and a replaced machine has a new name and a new vmId', async () => {
  given = await givenArm();
  const id = given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'api',
    capacity: 3,
    orchestrationMode: 'Flexible',
  });
  const filter = encodeURIComponent(`'virtualMachineScaleSet/id' eq '${id}'`);
  const path = `${GROUP}/providers/Microsoft.Compute/virtualMachines?$filter=${filter}&${VERSION}`;
  const names = async () =>
    ((await given.ask('GET', path)).at('value') as Array<{ name: string }>).map(({ name }) => name);
  const before = await names();
  expect(before).toHaveLength(3);
  expect(before.every((name) => /^api_[0-9a-f]{8}$/.test(name))).toBe(true);

  given.arm.sim.replaceInstance({ scaleSet: id, instance: before[0] ?? '' });
  await given.clock.advance(300_000);
  const after = await names();
  expect(after).toHaveLength(3);
  expect(after.filter((name) => before.includes(name))).toHaveLength(2);
});

test('new machines go to the zones that have the fewest', async () => {
  given = await givenArm();
  const zones = ['1', '2', '3'];
  const id = given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 6,
    zones,
    overprovision: false,
  });
  const zonesNow = () => given.arm.sim.instances(id).map(({ zone }) => zone);
  expect(zonesNow().sort()).toEqual(['1', '1', '2', '2', '3', '3']);
  given.arm.sim.removeInstance({ scaleSet: id, instance: '1' });
  given.arm.sim.removeInstance({ scaleSet: id, instance: '4' });
  given.arm.sim.setCapacity(id, 6);
  expect(zonesNow().sort()).toEqual(['1', '1', '2', '2', '3', '3']);
});
