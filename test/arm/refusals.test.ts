import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const start = async () => {
  given = await givenArm({ rateLimits: true });
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2 });
};

test('a refusal of the provider tells what is left of the limits, one of the front door does not', async () => {
  await start();
  const refused = await given.ask('POST', `${WEB}/delete?${VERSION}`, { body: { instanceIds: ['99'] } });
  expect(refused.status).toBe(400);
  expect(refused.headers.get('x-ms-ratelimit-remaining-resource')).toMatch(/^Microsoft\.Compute\/.+;\d+/);
  expect(refused.headers.get('x-ms-ratelimit-remaining-subscription-writes')).toBe('199');
  const missing = await given.ask('GET', `${scaleSetPath('nothing')}?${VERSION}`);
  expect(missing.headers.get('x-ms-failure-cause')).toBe('gateway');
  expect(missing.headers.get('x-ms-ratelimit-remaining-resource')).toBeNull();
});

test('the front door refuses the write that is one too many, until its bucket has filled', async () => {
  await start();
  const missing = `${GROUP}/providers/Microsoft.Network/loadBalancers/none?api-version=2024-05-01`;
  const tag = () => given.ask('PATCH', missing, { body: { tags: {} } });
  for (let call = 0; call < 200; call++) expect((await tag()).status).toBe(404);
  const refused = await tag();
  expect(refused.status).toBe(429);
  expect(refused.at('error', 'code')).toBe('SubscriptionRequestsThrottled');
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThanOrEqual(1);
  await given.clock.advance(wait * 1_000);
  expect((await tag()).status).toBe(404);
});

test('a storm of 429 lasts as many requests as it says; the network answers in its own words', async () => {
  await start();
  given.arm.sim.addFault({ times: 3, effect: { accept: 'throttle', retryAfterSeconds: 7 } });
  const statuses = [];
  for (let call = 0; call < 4; call++) statuses.push((await given.ask('GET', `${WEB}?${VERSION}`)).status);
  expect(statuses).toEqual([429, 429, 429, 200]);
  given.arm.sim.addFault({ effect: { accept: 'throttle', retryAfterSeconds: 7 } });
  const balancers = `${GROUP}/providers/Microsoft.Network/loadBalancers?api-version=2024-05-01`;
  const refused = await given.ask('GET', balancers);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('7');
  expect(refused.at('error', 'details', 0, 'code')).toBe('RetryableErrorDueToTooManyRequests');
});

test('a set that is being deleted takes another DELETE, and goes when the first said', async () => {
  await start();
  const first = await given.ask('DELETE', `${WEB}?${VERSION}`);
  const again = await given.ask('DELETE', `${WEB}?${VERSION}`);
  expect([first.status, again.status]).toEqual([202, 202]);
  const poll = (answer: typeof first) => answer.headers.get('azure-asyncoperation')?.replace(/\?.*/, '');
  expect(poll(again)).toBe(poll(first));
  await given.clock.advance(60_000);
  expect((await given.ask('DELETE', `${WEB}?${VERSION}`)).status).toBe(204);
});

test('an operation is found under its own subscription and region only', async () => {
  await start();
  const begun = await given.ask('POST', `${WEB}/restart?${VERSION}`);
  const poll = begun.headers.get('azure-asyncoperation') ?? '';
  expect((await given.ask('GET', poll)).status).toBe(200);
  expect((await given.ask('GET', poll.replace('/westeurope/', '/WestEurope/'))).status).toBe(200);
  for (const elsewhere of [
    poll.replace('/westeurope/', '/eastus/'),
    poll.replace(/subscriptions\/0{8}/, 'subscriptions/10000000'),
  ])
    expect((await given.ask('GET', elsewhere)).status).toBe(404);
});
