import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { startTestHost, stopHosts } from './harness.ts';
import type { TestHost } from './harness.ts';
import { HOST_AND_TRIGGERS } from './real-host-table.ts';
import type { Row } from './real-host-table.ts';
import { WEBHOOKS } from './real-host-webhooks.ts';

let host: TestHost;
let received = 0;

beforeAll(async () => {
  host = await startTestHost(() => {
    app.http('echo', {
      methods: ['GET', 'POST'],
      authLevel: 'function',
      handler: async (asked) => ({
        jsonBody: { q: asked.query.get('q'), body: await asked.text(), url: asked.url },
      }),
    });
    app.http('broken', {
      authLevel: 'function',
      handler: (asked) => {
        throw new Error(`no way to ${asked.url} with x-functions-key: sesame`);
      },
    });
    app.eventGrid('scaleEvents', { handler: () => void received++ });
    df.app.orchestration('waits', function* (context): Generator<df.Task, unknown, never> {
      return yield context.df.waitForExternalEvent('go');
    });
  });
});
afterAll(stopHosts);

const KEYS: Record<string, string> = {
  function: 'local',
  events: 'local-eventgrid',
  durable: 'local-durable',
  master: 'local-master',
};

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** By hand: fetch sends neither chunks at will, nor addresses in absolute form, nor another host. */
function send({ method, path, key, headers, body, chunked }: Row): Promise<Answer> {
  const { hostname, port } = new URL(host.host.url);
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path, agent: false });
    for (const [name, value] of Object.entries(headers ?? {})) sending.setHeader(name, value);
    if (key !== undefined) sending.setHeader('x-functions-key', KEYS[key] ?? key);
    if (chunked) sending.setHeader('transfer-encoding', 'chunked');
    else sending.setHeader('content-length', Buffer.byteLength(body ?? ''));
    sending.once('error', reject);
    sending.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sending.end(body);
  });
}

describe('as the real host', () => {
  it.each([...HOST_AND_TRIGGERS, ...WEBHOOKS])('$what: $method $status', async (row) => {
    const answer = await send(row);
    const { text, contains, json, headers = {} } = row.answers ?? {};
    expect({ status: answer.status, text: answer.text }).toMatchObject({
      status: row.status,
      ...(text !== undefined && { text }),
    });
    if (contains !== undefined) expect(answer.text).toContain(contains);
    if (json !== undefined) expect(JSON.parse(answer.text)).toMatchObject(json);
    for (const [name, value] of Object.entries(headers)) expect(answer.headers[name] ?? null).toBe(value);
  });

  it('lets an orchestration that has no function fail by its name', async () => {
    const { runtimeStatus, output } = await host.finished('lost');
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain("The function 'nothing' doesn't exist");
  });

  it('starts only with a key of its own for each level', async () => {
    const keys = { functions: { default: 'same' }, system: { eventgrid_extension: 'same' } };
    const start = startTestHost(() => app.http('any', { handler: () => ({}) }), { keys });
    await expect(start).rejects.toThrow('keys of function and eventgrid_extension are the same');
  });
});

test('no key is ever written to the log', async () => {
  await send({ what: '', method: 'GET', path: '/api/broken?code=local&x=1', status: 500 });
  const logged = host.logs.map(({ message }) => message).join('\n');
  expect(logged).toContain('/api/broken?code=***&x=1 with x-functions-key: ***');
  expect(logged).not.toContain('code=local');
});

test('a body is not read for who has no key', async () => {
  const { hostname, port } = new URL(host.host.url);
  const client = connect(Number(port), hostname);
  const answered = new Promise<string>((resolve) => client.once('data', (data) => resolve(data.toString())));
  client.write('POST /runtime/webhooks/eventgrid?functionName=scaleEvents HTTP/1.1\r\nhost: x\r\n');
  client.write('aeg-event-type: Notification\r\ncontent-length: 100000000\r\n\r\n[');
  expect(await answered).toMatch(/^HTTP\/1\.1 401 /);
  client.destroy();
});

test('thousands of events in one delivery let others have their turn', async () => {
  received = 0;
  let turns = 0;
  const watch = setInterval(() => turns++, 1);
  const path = '/runtime/webhooks/eventgrid?functionName=scaleEvents';
  const headers = { 'aeg-event-type': 'Notification' };
  const body = `[${'{"id":"1"},'.repeat(4999)}{"id":"1"}]`;
  const { status } = await send({
    what: '',
    method: 'POST',
    path,
    key: 'events',
    headers,
    body,
    status: 202,
  });
  clearInterval(watch);
  expect([status, received]).toEqual([202, 5000]);
  expect(turns).toBeGreaterThan(5);
});
