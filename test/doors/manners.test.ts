import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemo } from '../../local/arm/sim/seed-demo.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { imageVersion } from '../support/rollouts.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
  seedDemo(app.outside.arm.sim);
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
  await app.clock.advance(60_000);
});
afterAll(() => app.close());

const WEB = '/api/fleets/web';
const tagOf = async (path = WEB) => (await app.send('GET', path)).headers.get('etag') ?? '';

describe('what is read', () => {
  test.each([WEB, '/api/fleets', `${WEB}/timeline`, `${WEB}/instances`, '/api/openapi.json', '/api/docs'])(
    '%s is not sent again to whoever has it',
    async (path) => {
      const etag = await tagOf(path);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
        const again = await app.send('GET', path, { headers: { 'if-none-match': known } });
        expect(again).toMatchObject({ status: 304, text: '' });
        expect(again.headers.get('etag')).toBe(etag);
      }
      expect((await app.send('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    },
  );

  test('is sent again when something has happened', async () => {
    const headers = { 'if-none-match': await tagOf(`${WEB}/timeline`) };
    await app.send('POST', `${WEB}/reconcile`);
    await app.clock.advance(60_000);
    expect((await app.send('GET', `${WEB}/timeline`, { headers })).status).toBe(200);
  });

  test('comes in pages, each with the whole address of the next, and without anybody’s key', async () => {
    const whole = (await app.send('GET', `${WEB}/timeline`)).json as { items: object[]; nextLink?: string };
    expect(whole.nextLink).toBeUndefined();
    const found: object[] = [];
    for (let at: string | undefined = `${app.url}${WEB}/timeline?take=2&code=local`; at !== undefined;) {
      const page = (await app.send('GET', at.slice(app.url.length))).json as typeof whole;
      expect(page.nextLink ?? app.url).toContain(app.url);
      expect(page.nextLink ?? '').not.toContain('code=');
      found.push(...page.items);
      at = page.nextLink;
    }
    expect(found).toEqual(whole.items);
  });
});

test('a parameter that there is not is refused, with those that there are', async () => {
  for (const path of ['/api/fleets', WEB, `${WEB}/timeline`, `${WEB}/instances`, '/api/openapi.json']) {
    const problem = problemOf(await app.send('GET', `${path}?knd=x&code=local&since_=y`));
    expect(problem).toMatchObject({ status: 400, errors: [{ path: 'knd' }, { path: 'since_' }] });
  }
  const [error] = problemOf(await app.send('GET', `${WEB}/timeline?knd=x`)).errors ?? [];
  expect(error?.message).toContain('take, before, kind, subject, since');
});

describe('what is written', () => {
  const put = (headers: Record<string, string>, more: object = {}) =>
    app.send('PUT', WEB, { body: { ...fleetOver('web'), ...more }, headers });

  test('only if the fleet was not put by others since it was read', async () => {
    const etag = await tagOf();
    const mine = await put({ 'if-match': etag }, { prune: { maxPerRun: 7 } });
    expect(mine.status).toBe(200);
    const theirs = problemOf(await put({ 'if-match': etag }, { prune: { maxPerRun: 9 } }));
    expect(theirs).toMatchObject({ status: 412, code: 'preconditionFailed' });
    expect((await app.send('GET', WEB)).json).toMatchObject({ prune: { maxPerRun: 7 } });
    // What goes on in it is no change of what was put.
    await app.send('POST', `${WEB}/reconcile`);
    await app.clock.advance(60_000);
    expect((await put({ 'if-match': mine.headers.get('etag') ?? '' }, {})).status).toBe(200);
  });

  test('only if there is one, or none', async () => {
    expect((await put({ 'if-match': '*' })).status).toBe(200);
    expect(problemOf(await put({ 'if-none-match': '*' })).status).toBe(412);
    const absent = await app.send('PUT', '/api/fleets/new', {
      ...{ body: fleetOver('api'), headers: { 'if-match': '*' } },
    });
    expect(problemOf(absent).status).toBe(412);
    expect((await app.send('GET', '/api/fleets/new')).status).toBe(404);
  });

  test('by one of many who all saw it the same', async () => {
    const headers = { 'if-match': await tagOf() };
    const rivals = [11, 12, 13, 14].map((maxPerRun) => put(headers, { prune: { maxPerRun } }));
    const statuses = (await Promise.all(rivals)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412]);
  });

  test('a fleet that others have put is not deleted unseen', async () => {
    const gone = await app.send('DELETE', WEB, { headers: { 'if-match': '"older.one"' } });
    expect(problemOf(gone).status).toBe(412);
    expect((await app.send('GET', WEB)).status).toBe(200);
  });
});

describe('what begins something', () => {
  const body = { fleet: 'web', image: { version: imageVersion('1.1.0') }, basic: {} };
  const start = (key: string, sent: object = body) =>
    app.send('POST', '/api/rollouts', { body: sent, headers: { 'idempotency-key': key } });
  const idOf = ({ json }: { json: unknown }) => (json as { id: string }).id;

  test('begins it once, however often and at once it is asked', async () => {
    const [one, other] = await Promise.all([start('first'), start('first')]);
    const again = await start('first');
    expect([one.status, other.status, again.status]).toEqual([202, 202, 202]);
    expect(new Set([one, other, again].map(idOf)).size).toBe(1);
    const follow = again.headers.get('operation-location') ?? '';
    expect(follow).toBe(`${app.url}/api/rollouts/${idOf(one)}`);
    expect((await app.send('GET', follow.slice(app.url.length))).status).toBe(200);
    const { items } = (await app.send('GET', '/api/rollouts?fleet=web')).json as { items: object[] };
    expect(items).toHaveLength(1);
  });

  test('refuses another request with the same key, another key meanwhile, and a key that is none', async () => {
    const other = { ...body, onFailure: 'pause' };
    expect(problemOf(await start('first', other))).toMatchObject({
      status: 409,
      code: 'idempotencyKeyReused',
    });
    expect(problemOf(await start('second'))).toMatchObject({ status: 409, code: 'rolloutUnderWay' });
    expect(problemOf(await start('x'.repeat(101)))).toMatchObject({ status: 400 });
  });

  test('a yes is heard once, however often it is sent', async () => {
    await app.clock.advance(40 * 60_000);
    const yes = { body: { approveRemovals: 3 }, headers: { 'idempotency-key': 'yes-1' } };
    for (let time = 0; time < 3; time++) {
      expect((await app.send('POST', `${WEB}/reconcile`, yes)).status).toBe(202);
      await app.clock.advance(60_000);
    }
    const { items } = (await app.send('GET', `${WEB}/timeline`)).json as { items: TimelineEntry[] };
    const heard = items.filter(({ kind, reason }) => kind === 'reactionOpened' && /operator/.test(reason));
    // One of each test before, and one of this.
    expect(heard).toHaveLength(3);
  });
});
