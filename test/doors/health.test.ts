import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sqliteProblem } from '../../local/embedded-store/sqlite-problem.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

let isAway = false;
let app: OpenApp;

beforeAll(async () => {
  app = await openApp({
    overRows: (rows) => ({
      ...rows,
      list: awayOr((...args: Parameters<typeof rows.list>) => rows.list(...args)),
      get: awayOr((...args: Parameters<typeof rows.get>) => rows.get(...args)),
    }),
  });
  await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
  await app.clock.advance(5 * 60_000);
});
afterAll(() => app.close());

function awayOr<A extends unknown[], T>(ask: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  const failure = () => sqliteProblem(Object.assign(new Error('/secret/path failed'), { errcode: 10 }));
  return (...args) => (isAway ? Promise.reject(failure()) : ask(...args));
}

test('details say when fleets were last looked after, and who refuses', async () => {
  const { status, json } = await app.send('GET', '/api/health/details');
  expect(status).toBe(200);
  expect(json).toMatchObject({ status: 'ok', fleets: 1, refusing: [], longestUnmoved: { fleet: 'web' } });
  expect(json).not.toHaveProperty('oldestHint');
});

test('a server that is away is named with the fleets that wait for it', async () => {
  await app.outside.octopus.stop();
  await app.send('POST', '/api/fleets/web/reconcile', { body: {} });
  await app.clock.advance(12 * 60_000);
  const { json } = await app.send('GET', '/api/health/details');
  expect(json).toMatchObject({ refusing: [{ code: 'octopusUnreachable', fleets: ['web'] }] });
});

test('without its store the app is unwell; whoever is nobody does not learn why', async () => {
  isAway = true;
  await app.clock.advance(10_000);
  const open = await app.send('GET', '/api/health', { key: null });
  const detailed = await app.send('GET', '/api/health/details');
  isAway = false;
  expect(problemOf(open)).toMatchObject({ status: 503, code: 'unwell' });
  expect(open.text).not.toMatch(/disk|path|sqlite/i);
  expect(problemOf(detailed)).toMatchObject({ status: 503, nextStep: expect.stringMatching(/disk/) });
});
