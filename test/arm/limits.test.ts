import { afterEach, expect, test } from '@jest/globals';

import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const start = async () => {
  given = await givenArm({ rateLimits: true });
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2 });
};

test('a bucket is spent by its burst, tells when to come back, and fills again by the clock', async () => {
  await start();
  const list = () => given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  const first = await list();
  expect(first.headers.get('x-ms-ratelimit-remaining-resource')).toBe(
    'Microsoft.Compute/HighCostGetVMScaleSetSubscriptionMaximum;1079,Microsoft.Compute/HighCostGetVMScaleSetResource;29,Microsoft.Compute/VMScaleSetVMViewsSubscriptionMaximum;29999',
  );
  expect(first.headers.get('x-ms-ratelimit-remaining-subscription-global-reads')).toBe('3749');
  for (let call = 0; call < 29; call++) await list();
  const refused = await list();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('6');
  await given.clock.advance(6_000);
  expect((await list()).status).toBe(200);
});

test('the front door counts writes of a subscription', async () => {
  await start();
  const write = await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { tags: {} } });
  expect(write.headers.get('x-ms-ratelimit-remaining-subscription-writes')).toBe('199');
  expect(write.headers.get('x-ms-ratelimit-remaining-subscription-global-writes')).toBe('2999');
  expect(write.headers.get('x-ms-ratelimit-remaining-resource')).toContain('VMScaleSetActionsResource;11');
});

test('requests are counted by operation', async () => {
  await start();
  await given.ask('GET', `${WEB}?${VERSION}`);
  await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`);
  expect(given.arm.calls()).toEqual({
    'GET virtualMachineScaleSets/{}': 1,
    'GET virtualMachineScaleSets/virtualMachines': 2,
  });
  given.arm.resetCalls();
  expect(given.arm.calls()).toEqual({});
});

test('a Flexible set, which writes no machines by itself, tells of no limits on that', async () => {
  await start();
  given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'flex',
    capacity: 2,
    orchestrationMode: 'Flexible',
  });
  const told = async (name: string) => {
    const written = await given.ask('PATCH', `${scaleSetPath(name)}?${VERSION}`, {
      body: { tags: { a: 'b' } },
    });
    return written.headers.get('x-ms-ratelimit-remaining-resource') ?? '';
  };
  expect(await told('web')).toMatch(/VMScaleSetActionsResource;\d+,.*BatchedVMRequests.*QueuedVMOperations/);
  expect(await told('flex')).toMatch(/VMScaleSetActionsResource;\d+$/);
});
