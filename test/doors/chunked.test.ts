import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

/** Without a stated length: a stream goes out in chunks. */
async function sendInChunks(method: string, path: string, body: unknown) {
  const text = JSON.stringify(body);
  const init = {
    method,
    headers: { 'x-functions-key': LOCAL_KEY, 'content-type': 'application/json' },
    body: ReadableStream.from([Buffer.from(text.slice(0, 9)), Buffer.from(text.slice(9))]),
    duplex: 'half',
  };
  const answer = await fetch(`${app.url}${path}`, init as RequestInit);
  return { status: answer.status, json: (await answer.json()) as { code?: string; errors?: unknown[] } };
}

test('a fleet that is put in chunks is taken whole', async () => {
  expect((await sendInChunks('PUT', '/api/fleets/web', fleetOver())).status).toBe(201);
  expect((await app.send('GET', '/api/fleets/web')).status).toBe(200);
});

test('what is too long is refused before it is read to its end', async () => {
  const tooLong = { ...fleetOver(), padding: 'x'.repeat(3_000_000) };
  expect(await sendInChunks('PUT', '/api/fleets/web', tooLong)).toMatchObject({
    status: 413,
    json: { code: 'tooLarge' },
  });
});

test('what a reconcile says in chunks is heard', async () => {
  const wrong = await sendInChunks('POST', '/api/fleets/web/reconcile', { approveRemovals: 'all' });
  expect(wrong).toMatchObject({ status: 400, json: { code: 'invalidBody' } });
  const right = await sendInChunks('POST', '/api/fleets/web/reconcile', { approveRemovals: 1 });
  expect(right.status).toBe(202);
});
