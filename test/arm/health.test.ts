import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const ref = { scaleSet: WEB, instance: '0' };
const HEALTH = {
  name: 'health',
  properties: {
    publisher: 'Microsoft.ManagedServices',
    type: 'ApplicationHealthLinux',
    typeHandlerVersion: '2.0',
  },
};
const start = async (spec = {}) => {
  given = await givenArm();
  given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 1,
    overprovision: false,
    extensions: [HEALTH],
    ...spec,
  });
};
const view = () => given.ask('GET', `${WEB}/virtualMachines/0/instanceView?${VERSION}`);

test('the health extension reports each of the rich states', async () => {
  await start();
  expect((await view()).at('vmHealth', 'status', 'code')).toBe('HealthState/healthy');
  for (const state of ['initializing', 'unhealthy', 'unknown', 'healthy'] as const) {
    given.arm.sim.setHealth(ref, state);
    expect((await view()).at('vmHealth', 'status', 'code')).toBe(`HealthState/${state}`);
  }
});

test('a set without the extension reports no health at all', async () => {
  await start({ extensions: [] });
  expect((await view()).at('vmHealth')).toBeUndefined();
});

test('the extension says how the application of the image answers', async () => {
  await start({ capacity: 0 });
  const { sim } = given.arm;
  const [well, sick] = ['1.0.0', '2.0.0'].map((version) =>
    sim.createGalleryImage({ resourceGroup: 'rg-demo', gallery: 'demo', image: 'web', version }),
  ) as [string, string];
  sim.setApplication(sick, 'error', 60);
  const growsTo = (capacity: number, id: string) => {
    const virtualMachineProfile = { storageProfile: { imageReference: { id } } };
    return given.ask('PATCH', `${WEB}?${VERSION}`, {
      body: { sku: { capacity }, properties: { virtualMachineProfile } },
    });
  };
  await growsTo(1, well);
  await given.clock.advance(300_000);
  await growsTo(2, sick);
  const states = async () => {
    const listed = await given.ask('GET', `${WEB}/virtualMachines?$expand=instanceView&${VERSION}`);
    return [0, 1].map((n) =>
      listed.at('value', n, 'properties', 'instanceView', 'vmHealth', 'status', 'code'),
    );
  };
  await given.clock.advance(600_000);
  // An application that answers with errors is one that tells nothing to the rich states.
  expect(await states()).toEqual(['HealthState/healthy', 'HealthState/unknown']);
  sim.setApplication(sick, 'well');
  expect(await states()).toEqual(['HealthState/healthy', 'HealthState/healthy']);
});

test('every power state is shown', async () => {
  await start();
  for (const state of [
    'starting',
    'running',
    'stopping',
    'stopped',
    'deallocating',
    'deallocated',
  ] as const) {
    given.arm.sim.setPower(ref, state);
    expect((await view()).at('statuses', 1, 'code')).toBe(`PowerState/${state}`);
  }
});

test('an agent that is not ready says so, while the machine reads Succeeded', async () => {
  await start();
  given.arm.sim.setAgent(ref, false);
  expect((await view()).at('vmAgent', 'statuses', 0, 'displayStatus')).toBe('Not Ready');
  expect((await view()).at('statuses', 0, 'code')).toBe('ProvisioningState/succeeded');
  given.arm.sim.setAgent(ref, true);
  expect((await view()).at('vmAgent', 'statuses', 0, 'displayStatus')).toBe('Ready');
});

test('an extension that failed is told of in the instance view with its message', async () => {
  await start({ capacity: 0 });
  given.arm.sim.addFault({
    match: { operation: 'createInstance' },
    effect: { finish: 'extensionFailed', extension: 'health' },
  });
  await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 1 } } });
  await given.clock.advance(300_000);
  const failed = await view();
  expect(failed.at('statuses', 0, 'code')).toBe('ProvisioningState/failed/VMExtensionProvisioningError');
  expect(failed.at('extensions', 0, 'statuses', 0)).toMatchObject({
    code: 'ProvisioningState/failed/1',
    message: "VM has reported a failure when processing extension 'health'.",
  });
});

test('a probe finds only machines that run, are healthy and provisioned', async () => {
  const lb = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
  await start({ capacity: 3, backendPools: [`${lb}/backendAddressPools/pool`] });
  given.arm.sim.createLoadBalancer({
    resourceGroup: 'rg-demo',
    name: 'lb',
    rules: [{ name: 'http', pool: 'pool', frontendPort: 80, backendPort: 80 }],
  });
  given.arm.sim.setPower({ scaleSet: WEB, instance: '1' }, 'stopped');
  given.arm.sim.setHealth({ scaleSet: WEB, instance: '2' }, 'unhealthy');
  const asked = await given.ask('POST', `${lb}/loadBalancingRules/http/health?api-version=2024-05-01`);
  await given.clock.advance(60_000);
  const found = await given.ask('GET', asked.headers.get('location') ?? '');
  expect(found.body).toMatchObject({ up: 1, down: 2 });
});
