import { afterEach, expect, test } from '@jest/globals';

import { PATHS } from '../../local/arm/operations/rest-operation.ts';
import { REST_OPERATIONS } from '../../local/arm/operations/table.ts';
import { givenArm, GROUP, scaleSetPath, SUBSCRIPTION, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const OTHER = '11111111-1111-1111-1111-111111111111';

/** Asks every operation whose path has a part, that part being one that is not there; with what each was answered. */
async function askAll(part: string, places: Record<string, string>): Promise<string[]> {
  const answers: string[] = [];
  for (const { method, path } of REST_OPERATIONS) {
    if (!path.includes(`{${part}}`) || (part === 'resourceGroup' && path === PATHS.group)) continue;
    const url = path.replace(/\{(\w+)\}/g, (...[, name]) => places[String(name)] ?? 'x');
    const body = method === 'GET' || method === 'HEAD' ? {} : { body: {} };
    const answer = await given.ask(method, `${url}?${VERSION}`, body);
    const code = method === 'HEAD' ? 'told by its status' : String(answer.at('error', 'code'));
    answers.push(`${answer.status} ${code}`);
  }
  return [...new Set(answers)].sort();
}

test('every operation under a subscription that is not there says so', async () => {
  given = await givenArm();
  expect(await askAll('subscription', { subscription: OTHER, resourceGroup: 'rg-demo' })).toEqual([
    '404 SubscriptionNotFound',
    '404 told by its status',
  ]);
  const read = await given.ask('GET', `/subscriptions/${OTHER}/resourceGroups?api-version=2021-04-01`);
  expect(read.at('error', 'message')).toBe(`The subscription '${OTHER}' could not be found.`);
});

test('every operation in a resource group that is not there says so', async () => {
  given = await givenArm();
  expect(await askAll('resourceGroup', { subscription: SUBSCRIPTION, resourceGroup: 'rg-none' })).toEqual([
    '404 ResourceGroupNotFound',
    '404 told by its status',
  ]);
});

test('a subscription is there when the settings name it, or a group was made in it', async () => {
  given = await givenArm({ settings: { subscriptions: [OTHER] } });
  const at = (subscription: string) => `/subscriptions/${subscription}?api-version=2021-04-01`;
  expect((await given.ask('GET', at(OTHER))).status).toBe(200);
  // The group of every test has brought the subscription it is in.
  expect((await given.ask('GET', at(SUBSCRIPTION))).status).toBe(200);
  const listed = await given.ask('GET', '/subscriptions?api-version=2021-04-01');
  expect((listed.at('value') as Array<{ subscriptionId: string }>).map((one) => one.subscriptionId)).toEqual([
    OTHER,
    SUBSCRIPTION,
  ]);
});

test('nothing is written into a group that is being deleted, and nothing is in it afterwards', async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1 });
  expect((await given.ask('DELETE', `${GROUP}?api-version=2021-04-01`)).status).toBe(202);
  const balancer = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb?api-version=2024-05-01`;
  const late = await given.ask('PUT', balancer, { body: { location: 'westeurope' } });
  expect([late.status, late.at('error', 'code')]).toEqual([409, 'ResourceGroupBeingDeleted']);
  await given.clock.advance(60_000);
  const gone = await given.ask('GET', `${scaleSetPath('web')}?${VERSION}`);
  expect([gone.status, gone.at('error', 'code')]).toEqual([404, 'ResourceGroupNotFound']);
});
