import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OPERATION_IDS, type OperationId, OPERATIONS } from '../../functions/http/operations/index.ts';
import { type Role, ROLES } from '../../shared/contracts/access.ts';
import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { imageVersion } from '../support/rollouts.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp, type Sent } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

const MASTER = 'local-master';
const OWN_PAGE = { 'x-fleet-request': '1' };

/** As App Service tells who has signed in. */
function principal(roles: string[], more: { typ: string; val: string }[] = []): Record<string, string> {
  const claims = [
    { typ: 'preferred_username', val: 'ann@example.com' },
    ...roles.map((val) => ({ typ: 'roles', val })),
    ...more,
  ];
  const told = { auth_typ: 'aad', name_typ: 'name', role_typ: 'roles', claims };
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify(told)).toString('base64') };
}

const APP_ROLES = { viewer: 'Fleet.Viewer', operator: 'Fleet.Operator', admin: 'Fleet.Admin' };
const VALUES: Record<string, string> = {
  fleet: 'nowhere',
  schema: 'fleet.schema.json',
  reaction: 'one',
  rollout: 'nowhere-20260101T000000000Z',
  command: 'approve',
};

/** The status of a call of the operation, about something that is not there: nothing comes of it either way. */
async function call(app: OpenApp, id: OperationId, sent: Sent): Promise<number> {
  const { method, route } = OPERATIONS[id];
  const path = route.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => VALUES[name] ?? '');
  const answer = await app.send(method, `/api/${path}`, method === 'PUT' ? { body: {}, ...sent } : sent);
  if (answer.status === 401 || answer.status === 403)
    expect(problemOf(answer).nextStep).toMatch(/^(?:Send|Sign in|Ask) /);
  return answer.status;
}

const mayDo = (role: Role, id: OperationId) => ROLES.indexOf(role) >= ROLES.indexOf(OPERATIONS[id].role);
const isIn = (status: number) => status !== 401 && status !== 403;

describe.each(['entra', 'keys', 'local'] as const)('in mode %s', (access) => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ access });
  });
  afterAll(() => app.close());

  const guardedIds = OPERATION_IDS.filter((id) => !OPERATIONS[id].isOpen);
  const needsNoKey = (id: OperationId) => access === 'entra' && !OPERATIONS[id].isKeyed;

  test.each(guardedIds)('%s keeps out who is nobody', async (id) => {
    const strangers: Sent[] = [{ key: null }, { key: 'wrong' }, { key: '' }];
    for (const stranger of strangers) expect(await call(app, id, stranger)).toBe(401);
    // Whoever can write a header can write this one; where nobody stands before the app it opens nothing.
    const forged = { key: null, headers: { ...principal(['Fleet.Admin']), ...OWN_PAGE } };
    if (!needsNoKey(id)) expect(await call(app, id, forged)).toBe(401);
  });

  test.each(guardedIds)('%s lets each role in that may do it, and no other', async (id) => {
    for (const role of ROLES) {
      const headers = { ...principal([APP_ROLES[role]]), ...OWN_PAGE };
      const status = await call(app, id, needsNoKey(id) ? { key: null, headers } : { headers });
      const isKeyHolder = access === 'keys' || (access === 'entra' && OPERATIONS[id].isKeyed);
      // A key says nothing of its holder but what the key itself opens.
      const isAllowed = isKeyHolder ? access !== 'keys' || OPERATIONS[id].role !== 'admin' : mayDo(role, id);
      expect([role, isIn(status)]).toEqual([role, isAllowed]);
      if (!isAllowed) expect(status).toBe(isKeyHolder ? 401 : 403);
    }
  });

  test('anybody hears that the app is well, and nothing else', async () => {
    const { status, json } = await app.send('GET', '/api/health', { key: null });
    expect([status, json]).toEqual([200, { status: 'ok' }]);
    expect(OPERATION_IDS.filter((id) => OPERATIONS[id].isOpen)).toEqual(['getHealth']);
  });

  test('nobody’s role opens what manages orchestrations: that takes a key of its own', async () => {
    const path = '/runtime/webhooks/durabletask/instances';
    const admin = { ...principal(['Fleet.Admin']), ...OWN_PAGE };
    const statusWith = async (key: string | null) =>
      (await app.send('GET', path, { key, headers: admin })).status;
    expect([await statusWith(null), await statusWith('local'), await statusWith('local-durable')]).toEqual([
      ...[401, 403, 200],
    ]);
  });
});

describe('by keys', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ access: 'keys' });
  });
  afterAll(() => app.close());

  test('the host key opens everything', async () => {
    for (const id of OPERATION_IDS)
      expect([id, isIn(await call(app, id, { key: MASTER }))]).toEqual([id, true]);
  });

  test('who has the wrong one is told which it takes, and nothing is changed', async () => {
    const refused = await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
    expect(problemOf(refused)).toMatchObject({
      status: 401,
      detail: 'The host key (master) is missing or wrong.',
    });
    expect((await app.send('GET', '/api/fleets/web')).status).toBe(404);
  });
});

describe('by sign-in', () => {
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp({ access: 'entra' });
  });
  afterAll(() => app.close());

  const put = (headers: Record<string, string>) =>
    app.send('PUT', '/api/fleets/web', { body: fleetOver('web'), key: null, headers });

  test('a header that nobody can read is nobody’s', async () => {
    const texts = ['', 'no base64 %', Buffer.from('{"claims":7}').toString('base64'), 'bnVsbA=='];
    for (const text of texts)
      expect(problemOf(await put({ 'x-ms-client-principal': text, ...OWN_PAGE }))).toMatchObject({
        ...{ status: 401, code: 'notSignedIn' },
      });
  });

  test('roles that are not ours count for nothing', async () => {
    for (const role of ['Fleet.Owner', 'admin', 'fleet.admin', 'toString', '']) {
      const problem = problemOf(await put({ ...principal([role]), ...OWN_PAGE }));
      expect(problem).toMatchObject({ status: 403, code: 'roleMissing' });
      expect(problem.detail).toContain('ann@example.com');
    }
  });

  test('a page of somebody else’s cannot act for who is signed in; their own page, and a program, can', async () => {
    const admin = principal(['Fleet.Viewer', 'Fleet.Admin']);
    const foreign = { ...OWN_PAGE, origin: 'https://elsewhere.example' };
    for (const headers of [{}, foreign, { ...OWN_PAGE, origin: 'null' }])
      expect(problemOf(await put({ ...admin, ...headers }))).toMatchObject({
        status: 403,
        code: 'foreignPage',
      });
    expect((await put({ ...admin, ...OWN_PAGE, origin: app.url })).status).toBe(201);
    expect((await put({ ...admin, authorization: 'Bearer of-a-program' })).status).toBe(200);
  });
});

describe('who did it', () => {
  const ann = { headers: { ...principal(['Fleet.Admin']), ...OWN_PAGE } };
  let app: OpenApp;
  beforeAll(async () => {
    app = await openApp();
    seedDemo(app.outside.arm.sim);
  });
  afterAll(() => app.close());

  async function toldIn(path: string, kind: string): Promise<string[]> {
    const { items } = (await app.send('GET', `/api/${path}/timeline`)).json as { items: TimelineEntry[] };
    return items.filter((entry) => entry.kind === kind).map(({ reason }) => reason);
  }

  test('stands on the fleet’s timeline, where it is known', async () => {
    await app.send('PUT', '/api/fleets/web', { ...ann, body: fleetOver('web') });
    await app.clock.advance(60_000);
    await app.send('POST', '/api/fleets/web/reconcile', ann);
    await app.clock.advance(60_000);
    await app.send('POST', '/api/fleets/web/reconcile');
    await app.clock.advance(60_000);
    expect(await toldIn('fleets/web', 'reactionOpened')).toEqual([
      '1 from operator',
      '1 from operator, asked for by ann@example.com',
      '1 from fleetChanged, asked for by ann@example.com',
    ]);
  });

  test('stands on the rollout’s, whoever the body says it was', async () => {
    const body = { fleet: 'web', image: { version: imageVersion('1.1.0') }, basic: {} };
    const { id } = (await app.send('POST', '/api/rollouts', { ...ann, body })).json as { id: string };
    await app.clock.advance(30_000);
    await app.send('POST', `/api/rollouts/${id}/abort`, { ...ann, body: { by: 'somebody else' } });
    await app.clock.advance(60_000);
    expect(await toldIn(`rollouts/${id}`, 'rolloutStarted')).toEqual([
      expect.stringContaining('begun by ann@example.com'),
    ]);
    expect(await toldIn(`rollouts/${id}`, 'rolloutCommand')).toEqual(['asked for by ann@example.com']);
  });

  test('outlives the fleet', async () => {
    await app.clock.advance(30 * 60_000);
    expect((await app.send('DELETE', '/api/fleets/web', ann)).status).toBe(204);
    await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
    expect(await toldIn('fleets/web', 'fleetDeleted')).toEqual(['deleted by ann@example.com']);
  });
});
