import { afterEach, expect, test } from '@jest/globals';

import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const HOUR = 3_600_000;
const WEB = scaleSetPath('web');
const BALANCER = `${GROUP}/providers/Microsoft.Network/loadBalancers/web-lb`;
const SETTINGS = `${GROUP}/providers/Microsoft.Insights/autoscalesettings`;
const INSIGHTS = 'api-version=2022-10-01';
const NETWORK = 'api-version=2025-09-01';

async function givenDemo(): Promise<void> {
  given = await givenArm();
  seedDemo(given.arm.sim);
}
const capacity = async () => (await given.ask('GET', `${WEB}?${VERSION}`)).at('sku', 'capacity');

test('the demo has all that a rollout of an image needs', async () => {
  await givenDemo();
  const versions = `${GROUP}/providers/Microsoft.Compute/galleries/demo/images/web/versions`;
  const found = await given.ask('GET', `${versions}?api-version=2024-03-03`);
  expect((found.at('value') as Array<{ name: string }>).map(({ name }) => name)).toEqual(['1.0.0', '1.1.0']);
  const image = ['properties', 'virtualMachineProfile', 'storageProfile', 'imageReference', 'id'];
  expect((await given.ask('GET', `${WEB}?${VERSION}`)).at(...image)).toBe(`${versions}/1.0.0`);
  const members = async (pool: string) => {
    const answer = await given.ask('GET', `${BALANCER}/backendAddressPools/${pool}?${NETWORK}`);
    return (answer.at('properties', 'backendIPConfigurations') as unknown[] | undefined)?.length ?? 0;
  };
  expect([await members('production'), await members('stage')]).toEqual([3, 0]);
  const settings = await given.ask('GET', `${SETTINGS}?${INSIGHTS}`);
  expect(settings.at('value')).toMatchObject([
    { name: 'web-autoscale', properties: { enabled: true, targetResourceUri: WEB } },
  ]);
});

test('whatever size a person gives the demo, it does not scale by itself; a load does scale it', async () => {
  await givenDemo();
  for (const size of [3, 7, 1, 0, 2]) {
    given.arm.sim.setCapacity(WEB, size);
    await given.clock.advance(HOUR);
    expect(await capacity()).toBe(size);
  }
  given.arm.sim.setMetric({ resource: WEB, name: 'Percentage CPU', value: 90 });
  await given.clock.advance(HOUR / 4);
  expect(await capacity()).toBeGreaterThan(2);
});

test('all that is seeded can be put back as it is read', async () => {
  await givenDemo();
  const listed = await given.ask('GET', `${SETTINGS}?${INSIGHTS}`);
  const [setting] = listed.at('value') as Array<{ id: string }>;
  for (const path of [
    `${WEB}?${VERSION}`,
    `${scaleSetPath('api')}?${VERSION}`,
    `${BALANCER}?${NETWORK}`,
    `${setting?.id}?${INSIGHTS}`,
  ]) {
    const before = await given.ask('GET', path);
    expect(before.status).toBe(200);
    const written = await given.ask('PUT', path, { body: before.body });
    expect({ path, status: written.status, error: written.at('error') }).toMatchObject({ status: 200 });
  }
  await given.clock.advance(HOUR);
  expect(await capacity()).toBe(3);
});
