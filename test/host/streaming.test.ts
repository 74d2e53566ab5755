import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent, request } from 'node:http';
import { app } from '@azure/functions';
import { startTestHost, stopHosts } from './harness.ts';
import type { TestHost } from './harness.ts';

const KEYS = { 'x-functions-key': 'local', 'aeg-event-type': 'Notification' };
let host: TestHost;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  host = await startTestHost(
    () => {
      app.setup({ enableHttpStream: true });
      app.http('echo', {
        route: 'echo/{name}',
        methods: ['GET', 'POST'],
        authLevel: 'function',
        handler: async (asked) => ({
          status: 201,
          headers: { 'x-seen': asked.headers.get('x-given') ?? '' },
          cookies: [{ name: 'a', value: '1', path: '/' }],
          jsonBody: {
            name: asked.params.name,
            q: asked.query.getAll('q'),
            body: await asked.text(),
            url: asked.url,
          },
        }),
      });
      app.http('lazy', { methods: ['POST'], authLevel: 'anonymous', handler: () => ({ body: 'not read' }) });
      app.http('silent', { authLevel: 'anonymous', handler: () => undefined as never });
      app.http('broken', {
        authLevel: 'anonymous',
        handler: () => {
          throw new Error('broken');
        },
      });
    },
    { hostJson: { extensions: { http: { maxRequestBodySize: 1_000_000 } } } },
  );
});
afterAll(async () => {
  agent.destroy();
  await stopHosts();
});

function inChunks(path: string, ...chunks: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request(`${host.host.url}${path}`, { method: 'POST', agent });
    sending.setHeader('x-functions-key', 'local');
    sending.once('error', reject);
    sending.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    for (const chunk of chunks) sending.write(chunk);
    sending.end();
  });
}

describe('an app that has asked for HTTP streaming', () => {
  it('gets a body that is sent in chunks', async () => {
    const { status, text } = await inChunks('/api/echo/web', 'one, ', 'two');
    expect([status, JSON.parse(text)]).toEqual([
      201,
      expect.objectContaining({ body: 'one, two', name: 'web' }),
    ]);
  });

  it('gets everything else as before, parameters of one name apart', async () => {
    const headers = { 'x-given': 'yes' };
    const answer = await host.call('POST', '/api/echo/a%20b?q=1&q=2', { body: 'text', headers });
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({
      name: 'a b',
      q: ['1', '2'],
      body: 'text',
      url: `${host.host.url}/api/echo/a%20b?q=1&q=2`,
    });
    expect(answer.headers.get('x-seen')).toBe('yes');
    expect(answer.headers.get('x-ms-invocation-id')).toBeNull();
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/']);
    expect((await host.call('GET', '/api/echo/web')).json).toMatchObject({ body: '', q: [] });
  });

  it('is spared bodies that are too long, said beforehand or not', async () => {
    expect((await host.call('POST', '/api/echo/web', { body: 'x'.repeat(1_000_001) })).status).toBe(413);
    expect((await inChunks('/api/echo/web', 'x'.repeat(600_000), 'x'.repeat(600_000))).status).toBe(413);
    expect((await inChunks('/api/echo/web', 'x'.repeat(400_000), 'x'.repeat(600_000))).status).toBe(201);
  });

  it.each(['/api/echo/web', '/runtime/webhooks/eventgrid?functionName=none'])(
    'says nothing when a client goes away while it sends to %s',
    async (path) => {
      const before = host.logs.length;
      const sending = request(`${host.host.url}${path}`, { method: 'POST' });
      for (const [name, value] of Object.entries(KEYS)) sending.setHeader(name, value);
      const gone = new Promise((resolve) => sending.once('close', resolve));
      sending.on('error', () => undefined);
      sending.setHeader('content-length', 1000);
      sending.write('the beginning');
      await new Promise((resolve) => setTimeout(resolve, 100));
      sending.destroy();
      await gone;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(host.logs.slice(before).filter(({ level }) => level !== 'debug')).toEqual([]);
    },
  );

  it('need not read the body, nor answer, nor live', async () => {
    expect(await inChunks('/api/lazy', 'never', 'read')).toEqual({ status: 200, text: 'not read' });
    // On one connection: what was not read must not stand in the way of the next request.
    for (let times = 0; times < 3; times++)
      expect(await inChunks('/api/lazy', 'x'.repeat(900_000))).toEqual({ status: 200, text: 'not read' });
    expect((await host.call('GET', '/api/silent')).status).toBe(204);
    expect(await host.call('GET', '/api/broken')).toMatchObject({ status: 500, text: '' });
  });
});
