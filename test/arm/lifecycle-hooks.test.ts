import { afterEach, expect, test } from '@jest/globals';

import type { JsonObject } from '../../local/arm/json.ts';
import { eventEndpoint } from './event-endpoint.ts';
import { GROUP, VERSION, type Answer } from './given-arm.ts';
import {
  count,
  given,
  givenKeptUpToDate,
  history,
  latest,
  minutes,
  publish,
  versions,
  WEB,
} from './given-kept-up-to-date.ts';

afterEach(() => given.arm.stop());

const hooked = (...lifecycleHooks: JsonObject[]) => ({ lifecycleHooksProfile: { lifecycleHooks } });
const hooks = async () =>
  ((await given.ask('GET', `${WEB}/lifecycleHookEvents?${VERSION}`)).at('value') as JsonObject[]).map(
    ({ name, properties }) => ({ name: String(name), properties: properties as JsonObject }),
  );
async function answer(name: string, actionStates: Record<string, string>): Promise<Answer> {
  const targetResources = Object.entries(actionStates).map(([id, actionState]) => ({
    resource: { id },
    actionState,
  }));
  const path = `${WEB}/lifecycleHookEvents/${name}?${VERSION}`;
  return given.ask('PATCH', path, { body: { properties: { targetResources } } });
}

test('the scheduling hook asks about the set; unanswered it is approved when its wait is over', async () => {
  await givenKeptUpToDate({ properties: hooked({ type: 'UpgradeAutoOSScheduling', waitDuration: 'PT30M' }) });
  publish('1.1.0');
  await minutes(20);
  const [hook] = await hooks();
  expect(hook?.properties).toMatchObject({
    type: 'UpgradeAutoOSScheduling',
    state: 'Active',
    defaultAction: 'Approve',
    targetResources: [{ resource: { id: WEB }, actionState: 'Waiting' }],
  });
  expect((await history()).at('value')).toEqual([]);
  await minutes(35);
  expect((await hooks())[0]?.properties.state).toBe('Completed');
  expect(await count('1.1.0')).toBe(10);
});

test('a rejected scheduling hook skips the version; the next one is asked about anew', async () => {
  await givenKeptUpToDate({ properties: hooked({ type: 'UpgradeAutoOSScheduling' }) });
  publish('1.1.0');
  await minutes(2);
  const [hook] = await hooks();
  expect((await answer(hook?.name ?? '', { [WEB]: 'Rejected' })).at('properties', 'state')).toBe('Completed');
  await minutes(90);
  expect(await count('1.0.0')).toBe(10);
  publish('1.2.0');
  await minutes(2);
  const all = await hooks();
  expect(all.map(({ properties }) => properties.state).sort()).toEqual(['Active', 'Completed']);
});

test('the batch hook asks before every batch about its machines; a rejected one is left out', async () => {
  await givenKeptUpToDate({
    properties: hooked({
      type: 'UpgradeAutoOSRollingBatchStarting',
      waitDuration: 'PT10M',
      defaultAction: 'Approve',
    }),
  });
  publish('1.1.0');
  await minutes(3);
  expect(await count('1.1.0')).toBe(0);
  const [first] = await hooks();
  const machine = (id: number) => `${WEB}/virtualMachines/${id}`;
  expect(first?.properties.targetResources).toEqual(
    [0, 1].map((id) => ({ resource: { id: machine(id) }, actionState: 'Waiting' })),
  );
  await answer(first?.name ?? '', { [machine(0)]: 'Approved' });
  await minutes(2);
  expect(await count('1.1.0')).toBe(0);
  await answer(first?.name ?? '', { [machine(1)]: 'Rejected' });
  await minutes(2);
  expect((await versions()).slice(0, 3)).toEqual(['1.1.0', '1.0.0', '1.0.0']);
  await minutes(120);
  expect((await versions()).map((version) => version === '1.1.0')).toEqual(
    Array.from({ length: 10 }, (_, index) => index !== 1),
  );
  expect((await latest()).at('properties', 'runningStatus', 'code')).toBe('Completed');
});

test('a Flexible set is upgraded too, and its hooks name its machines', async () => {
  await givenKeptUpToDate({
    ...{ capacity: 2, orchestrationMode: 'Flexible' },
    properties: hooked({ type: 'UpgradeAutoOSRollingBatchStarting' }),
  });
  publish('1.1.0');
  await minutes(3);
  const [hook] = await hooks();
  const ids = given.arm.sim
    .instances()
    .map(({ id }) => `${GROUP}/providers/Microsoft.Compute/virtualMachines/${id}`);
  const [target] = hook?.properties.targetResources as Array<{ resource: { id: string } }>;
  expect(ids).toContain(target?.resource.id);
  await minutes(90);
  expect((await latest()).at('properties', 'progress')).toMatchObject({ successfulInstanceCount: 2 });
});

test('an answer that is none is refused, and the event goes on waiting', async () => {
  await givenKeptUpToDate({ properties: hooked({ type: 'UpgradeAutoOSScheduling' }) });
  publish('1.1.0');
  await minutes(2);
  const name = (await hooks())[0]?.name ?? '';
  const path = `${WEB}/lifecycleHookEvents/${name}?${VERSION}`;
  const patch = (properties: JsonObject) => given.ask('PATCH', path, { body: { properties } });
  expect((await answer(name, { [WEB]: 'Perhaps' })).status).toBe(400);
  expect((await answer(name, { [`${WEB}/virtualMachines/0`]: 'Approved' })).status).toBe(400);
  expect((await patch({ waitUntil: 'soon' })).status).toBe(400);
  expect((await patch({ waitUntil: '2999-01-01T00:00:00Z' })).status).toBe(400);
  expect((await hooks())[0]?.properties.state).toBe('Active');
  expect((await answer(name, { [WEB]: 'Approved' })).status).toBe(200);
  expect((await answer(name, { [WEB]: 'Approved' })).status).toBe(409);
});

test('the hook is told to the endpoints of events', async () => {
  const endpoint = await eventEndpoint();
  await givenKeptUpToDate({ properties: hooked({ type: 'UpgradeAutoOSScheduling' }) });
  await given.arm.sim.subscribe({ url: endpoint.url, schema: 'EventGridSchema' });
  publish('1.1.0');
  await minutes(3);
  const told = endpoint.received
    .flatMap(({ events }) => events)
    .filter(({ eventType }) => eventType === 'Microsoft.Compute.VirtualMachineScaleSets.LifecycleHookEvents');
  expect(told[0]).toMatchObject({
    subject: WEB,
    data: {
      name: (await hooks())[0]?.name,
      properties: { type: 'UpgradeAutoOSScheduling', state: 'Active' },
    },
  });
  await endpoint.close();
});

test('unanswered, a default of Reject skips the version; the longest wait is two days', async () => {
  await givenKeptUpToDate({
    properties: hooked({ type: 'UpgradeAutoOSScheduling', waitDuration: 'P9D', defaultAction: 'Reject' }),
  });
  publish('1.1.0');
  await minutes(2);
  const [hook] = await hooks();
  const { waitUntil, maxWaitUntil, timeCreated } = hook?.properties ?? {};
  expect(waitUntil).toBe(maxWaitUntil);
  expect(Date.parse(String(waitUntil)) - Date.parse(String(timeCreated))).toBe(48 * 3_600_000);
  await minutes(48 * 60 + 10);
  expect((await hooks()).map(({ properties }) => properties.state)).toEqual(['Completed']);
  expect(await count('1.0.0')).toBe(10);
});

test('a wait that is put off holds the upgrade back until then', async () => {
  await givenKeptUpToDate({ properties: hooked({ type: 'UpgradeAutoOSScheduling', waitDuration: 'PT10M' }) });
  publish('1.1.0');
  await minutes(2);
  const [hook] = await hooks();
  const waitUntil = new Date(Date.parse(String(hook?.properties.timeCreated)) + 90 * 60_000).toISOString();
  const path = `${WEB}/lifecycleHookEvents/${hook?.name}?${VERSION}`;
  expect((await given.ask('PATCH', path, { body: { properties: { waitUntil } } })).status).toBe(200);
  await minutes(80);
  expect(await count('1.0.0')).toBe(10);
  await minutes(30);
  expect(await count('1.1.0')).toBe(10);
});
