import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventDoor } from '../../local/launcher/start-world.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const ROUTES = [
  ['GET', '/api/fleets'],
  ['GET', '/api/fleets/web'],
  ['PUT', '/api/fleets/web'],
  ['DELETE', '/api/fleets/web'],
  ['GET', '/api/fleets/web/instances'],
  ['GET', '/api/fleets/web/timeline'],
  ['GET', '/api/fleets/web/reactions'],
  ['GET', '/api/fleets/web/reactions/one'],
  ['POST', '/api/fleets/web/reconcile'],
  ['POST', '/api/scale-events'],
  ['GET', '/api/events/quarantined'],
] as const;

describe.each(ROUTES)('%s %s', (method, path) => {
  const sent = method === 'PUT' ? { body: fleetOver() } : {};

  // The host itself answers, before the app is asked; on Azure that answer has no body.
  test('is refused with 401 without a key, and with a wrong one', async () => {
    const wrong = [
      { ...sent, key: null },
      { ...sent, key: 'wrong' },
      { ...sent, key: '' },
    ];
    for (const each of wrong) {
      const refused = await app.send(method, path, each);
      expect(refused.status).toBe(401);
      expect(JSON.parse(refused.text)).toMatchObject({
        title: 'Unauthorized',
        status: 401,
        code: 'keyMissingOrWrong',
      });
    }
    expect((await app.send(method, `${path}?code=wrong`, { ...sent, key: null })).status).toBe(401);
  });

  test('is let in with the key in the header or as ?code=', async () => {
    expect((await app.send(method, path, sent)).status).not.toBe(401);
    expect((await app.send(method, `${path}?code=local`, { ...sent, key: null })).status).not.toBe(401);
  });
});

test('a request without a key changes nothing', async () => {
  await app.send('PUT', '/api/fleets/intruder', { body: fleetOver('api'), key: null });
  expect((await app.send('GET', '/api/fleets/intruder')).status).toBe(404);
});

test('the Event Grid door has a key of its own', async () => {
  const door = eventDoor('');
  const headers = { 'aeg-event-type': 'Notification' };
  for (const path of [
    door.replace('code=local-eventgrid', 'code=wrong'),
    door.replace('&code=local-eventgrid', ''),
  ]) {
    expect((await app.send('POST', path, { body: [], key: null, headers })).status).toBe(401);
  }
  expect((await app.send('POST', door, { body: [], key: null, headers })).status).toBe(202);
});

test('the durable management API is not open without a key', async () => {
  const path = '/runtime/webhooks/durabletask/instances';
  expect((await app.send('GET', path, { key: null })).status).toBe(401);
  expect((await app.send('GET', `${path}?code=local`, { key: null })).status).toBe(403);
  expect((await app.send('GET', `${path}?code=local-durable`, { key: null })).status).toBe(200);
});
