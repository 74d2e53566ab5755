import { afterEach, beforeEach, expect, test } from '@jest/globals';

import {
  givenArm,
  GROUP,
  scaleSetPath,
  SUBSCRIPTION,
  VERSION,
  type Answer,
  type GivenArm,
} from './given-arm.ts';

const AT = 'api-version=2020-05-01';
const LOCKS = 'providers/Microsoft.Authorization/locks';
const WEB = scaleSetPath('web');
const ROOT = `/subscriptions/${SUBSCRIPTION}`;

let given: GivenArm;
beforeEach(async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false });
  given.arm.sim.createLoadBalancer({ resourceGroup: 'rg-demo', name: 'lb' });
});
afterEach(() => given.arm.stop());

const lock = (scope: string, name: string, level: string) =>
  given.ask('PUT', `${scope}/${LOCKS}/${name}?${AT}`, { body: { properties: { level, notes: 'mine' } } });
const listed = async (scope: string, filter = '') => {
  const answer = await given.ask('GET', `${scope}/${LOCKS}?${AT}${filter}`);
  return (answer.at('value') as Array<{ name: string }>).map(({ name }) => name);
};
const told = (answer: Answer) => [answer.status, answer.at('error', 'code'), answer.at('error', 'message')];
const locked = (scope: string, verb: string, by: string) => [
  409,
  'ScopeLocked',
  `The scope '${scope}' cannot perform ${verb} operation because following scope(s) are locked: '${by}'. Please remove the lock and try again.`,
];

test('a lock is written, read, listed at, above and below a scope, and removed', async () => {
  const created = await lock(WEB, 'keep', 'cannotdelete');
  expect([created.status, created.body]).toEqual([
    201,
    {
      id: `${WEB}/${LOCKS}/keep`,
      name: 'keep',
      type: 'Microsoft.Authorization/locks',
      properties: { level: 'CanNotDelete', notes: 'mine' },
    },
  ]);
  expect((await lock(WEB, 'keep', 'CanNotDelete')).status).toBe(200);
  expect((await given.ask('GET', `${WEB.toUpperCase()}/${LOCKS}/KEEP?${AT}`)).body).toEqual(created.body);
  await lock(GROUP, 'group', 'CanNotDelete');
  await lock(ROOT, 'all', 'CanNotDelete');
  expect(await listed(WEB)).toEqual(['all', 'group', 'keep']);
  expect(await listed(GROUP)).toEqual(['all', 'group', 'keep']);
  expect(await listed(GROUP, '&$filter=atScope()')).toEqual(['all', 'group']);
  expect(await listed(ROOT)).toEqual(['all', 'group', 'keep']);
  expect((await given.ask('DELETE', `${WEB}/${LOCKS}/keep?${AT}`)).status).toBe(200);
  expect((await given.ask('DELETE', `${WEB}/${LOCKS}/keep?${AT}`)).status).toBe(204);
  const missing = await given.ask('GET', `${WEB}/${LOCKS}/keep?${AT}`);
  expect([missing.status, missing.at('error', 'code')]).toEqual([404, 'LockNotFound']);
  const resources = await given.ask('GET', `${GROUP}/resources?api-version=2021-04-01`);
  expect(JSON.stringify(resources.body)).not.toContain('Authorization');
});

test('CanNotDelete refuses to delete what is locked, what is in it, and what it is in; all else goes on', async () => {
  await lock(WEB, 'keep', 'CanNotDelete');
  expect(told(await given.ask('DELETE', `${WEB}?${VERSION}`))).toEqual(locked(WEB, 'delete', WEB));
  const one = `${WEB}/virtualMachines/0`;
  expect(told(await given.ask('DELETE', `${one}?${VERSION}`))).toEqual(locked(one, 'delete', WEB));
  const group = await given.ask('DELETE', `${GROUP}?api-version=2021-04-01`);
  expect(told(group)).toEqual(locked(GROUP, 'delete', WEB));
  expect((await given.ask('GET', `${GROUP}?api-version=2021-04-01`)).at('properties')).toEqual({
    provisioningState: 'Succeeded',
  });
  const smaller = await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 1 } } });
  expect(smaller.status).toBe(200);
  const balancer = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
  expect((await given.ask('DELETE', `${balancer}?api-version=2024-05-01`)).status).toBe(202);
  await given.ask('DELETE', `${WEB}/${LOCKS}/keep?${AT}`);
  expect((await given.ask('DELETE', `${WEB}?${VERSION}`)).status).toBe(202);
});

test('ReadOnly on a group refuses writes, actions and deletions in it, also of tags and by templates', async () => {
  await lock(GROUP, 'still', 'ReadOnly');
  const patched = await given.ask('PATCH', `${WEB}?${VERSION}`, { body: { sku: { capacity: 1 } } });
  expect(told(patched)).toEqual(locked(WEB, 'write', GROUP));
  expect(told(await given.ask('POST', `${WEB}/restart?${VERSION}`))).toEqual(locked(WEB, 'write', GROUP));
  expect(told(await given.ask('DELETE', `${WEB}?${VERSION}`))).toEqual(locked(WEB, 'delete', GROUP));
  const tags = `${WEB}/providers/Microsoft.Resources/tags/default`;
  const tagged = await given.ask('PUT', `${tags}?api-version=2021-04-01`, {
    body: { properties: { tags: { a: '1' } } },
  });
  expect(told(tagged).slice(0, 2)).toEqual([409, 'ScopeLocked']);
  expect((await given.ask('GET', `${WEB}/virtualMachines?${VERSION}`)).status).toBe(200);
});

test('what is no lock is refused: no level, another level, a name too long, a scope that is not there', async () => {
  const put = (path: string, body: unknown) => given.ask('PUT', `${path}?${AT}`, { body });
  const good = { properties: { level: 'ReadOnly' } };
  const refused = [
    await put(`${WEB}/${LOCKS}/a`, {}),
    await put(`${WEB}/${LOCKS}/a`, { properties: { level: 'Sometimes' } }),
    await put(`${WEB}/${LOCKS}/a`, { properties: { level: 'ReadOnly', notes: 'x'.repeat(513) } }),
    await put(`${WEB}/${LOCKS}/${'x'.repeat(261)}`, good),
    await put(`${WEB}/${LOCKS}/a%3Ab`, good),
    await put(`${scaleSetPath('none')}/${LOCKS}/a`, good),
    await put(`${GROUP.replace('rg-demo', 'none')}/${LOCKS}/a`, good),
  ];
  expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 404, 404]);
  expect(await listed(ROOT)).toEqual([]);
});

test('the locks of what is deleted go with it', async () => {
  await lock(WEB, 'note', 'NotSpecified');
  expect((await given.ask('DELETE', `${WEB}?${VERSION}`)).status).toBe(202);
  await given.clock.advance(600_000);
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1 });
  expect(await listed(WEB)).toEqual([]);
});
