import { afterEach, describe, expect, it } from '@jest/globals';
import { app } from '@azure/functions';
import type { HttpRequest } from '@azure/functions';
import { startTestHost, stopHosts } from './harness.ts';

afterEach(stopHosts);

const params = (request: HttpRequest) => ({ jsonBody: request.params });

describe('an HTTP trigger', () => {
  it('is found by its route, the more literal one first', async () => {
    const test = await startTestHost(() => {
      const authLevel = 'anonymous' as const;
      app.http('any', {
        route: '{*rest}',
        authLevel,
        handler: (request) => ({ jsonBody: { any: request.params } }),
      });
      app.http('one', { route: 'fleets/{fleet}', authLevel, handler: params });
      app.http('literal', { route: 'fleets/special', authLevel, handler: () => ({ body: 'literal' }) });
      app.http('indexed', { route: 'fleets/{fleet}/instances/{index:int}', authLevel, handler: params });
      app.http('optional', { route: 'maybe/{what?}', authLevel, handler: params });
      app.http('named', { authLevel, handler: () => ({ body: 'by name' }) });
    });
    const get = async (path: string) => (await test.call('GET', path)).text;
    expect(await get('/api/fleets/web%20one')).toBe('{"fleet":"web one"}');
    expect(await get('/API/Fleets/special')).toBe('literal');
    expect(await get('/api/fleets/web/instances/17')).toBe('{"fleet":"web","index":"17"}');
    expect(await get('/api/fleets/web/instances/x')).toBe('{"any":{"rest":"fleets/web/instances/x"}}');
    expect(await get('/api/maybe')).toBe('{}');
    expect(await get('/api/maybe/this')).toBe('{"what":"this"}');
    expect(await get('/api/named')).toBe('by name');
  });

  it('gets method, query, headers and body, and answers status, headers, cookies and bytes', async () => {
    const test = await startTestHost(() =>
      app.http('echo', {
        methods: ['PUT', 'HEAD'],
        authLevel: 'anonymous',
        handler: async (request) => ({
          status: 201,
          headers: { 'x-seen': `${request.method} ${request.headers.get('x-given')}` },
          cookies: [
            { name: 'a', value: '1', path: '/', httpOnly: true },
            { name: 'b', value: '2', sameSite: 'Strict', maxAge: 60 },
          ],
          body: new Uint8Array([
            ...Buffer.from(`${request.query.getAll('q').join('+')}:${await request.text()}`),
          ]),
        }),
      }),
    );
    const answer = await test.call('PUT', '/api/echo?q=1&q=2', {
      body: 'bödy',
      headers: { 'x-given': 'yes' },
    });
    expect(answer).toMatchObject({ status: 201, text: '1,2:bödy' });
    expect(answer.headers.get('x-seen')).toBe('PUT yes');
    expect(answer.headers.getSetCookie()).toEqual([
      'a=1; path=/; httponly',
      'b=2; max-age=60; samesite=strict',
    ]);
    const head = await test.call('HEAD', '/api/echo?q=3');
    expect(head).toMatchObject({ status: 201, text: '' });
  });

  it('asks for the key of its level, in a header or in the query', async () => {
    const keys = { master: 'M', functions: { default: 'F', other: 'G' } };
    const test = await startTestHost(
      () => {
        app.http('open', { authLevel: 'anonymous', handler: () => ({}) });
        app.http('guarded', { authLevel: 'function', handler: () => ({}) });
        app.http('master', { authLevel: 'admin', handler: () => ({}) });
      },
      { keys },
    );
    const status = async (name: string, key: string | null) =>
      (await test.call('GET', `/api/${name}`, { key })).status;
    expect(await status('open', null)).toBe(200);
    expect(await status('guarded', null)).toBe(401);
    expect(await status('guarded', 'wrong')).toBe(401);
    expect(await status('guarded', 'F')).toBe(200);
    expect(await status('guarded', 'G')).toBe(200);
    expect(await status('guarded', 'M')).toBe(200);
    expect(await status('master', 'F')).toBe(401);
    expect(await status('master', 'M')).toBe(200);
    expect((await test.call('GET', '/api/guarded?code=F', { key: null })).status).toBe(200);
  });

  it('answers 404 to other paths and methods, 413 to bodies that are too long', async () => {
    const hostJson = { extensions: { http: { routePrefix: 'v1', maxRequestBodySize: 10 } } };
    const test = await startTestHost(
      () => app.http('small', { methods: ['POST'], authLevel: 'anonymous', handler: () => ({ body: 'ok' }) }),
      { hostJson },
    );
    expect((await test.call('POST', '/v1/small', { body: '0123456789' })).text).toBe('ok');
    expect((await test.call('POST', '/v1/small', { body: '0123456789A' })).status).toBe(413);
    expect((await test.call('GET', '/v1/small')).status).toBe(404);
    expect((await test.call('POST', '/api/small')).status).toBe(404);
  });

  it('answers 500 without a word when the function throws, logs it, and serves the next request', async () => {
    let fail = true;
    const test = await startTestHost(() =>
      app.http('shaky', {
        authLevel: 'anonymous',
        handler: (_request, context) => {
          context.info('called');
          if (fail) throw new Error('secret place');
          return { body: 'fine' };
        },
      }),
    );
    expect(await test.call('GET', '/api/shaky')).toMatchObject({ status: 500, text: '' });
    expect(test.logs).toContainEqual(expect.objectContaining({ level: 'error', functionName: 'shaky' }));
    expect(test.logs).toContainEqual(expect.objectContaining({ level: 'information', message: 'called' }));
    fail = false;
    expect((await test.call('GET', '/api/shaky')).text).toBe('fine');
  });

  it('answers 204 when the function answers nothing', async () => {
    const test = await startTestHost(() =>
      app.http('nothing', { authLevel: 'anonymous', handler: () => undefined as never }),
    );
    expect((await test.call('GET', '/api/nothing')).status).toBe(204);
  });

  it('runs the hooks of the app around the function', async () => {
    const seen: string[] = [];
    const test = await startTestHost(() => {
      app.hook.appStart(() => void seen.push('start'));
      app.hook.preInvocation((context) => void seen.push(`before ${context.invocationContext.functionName}`));
      app.hook.postInvocation((context) => {
        seen.push('after');
        context.result = { body: 'changed' };
      });
      app.hook.appTerminate(() => void seen.push('end'));
      app.http('hooked', { authLevel: 'anonymous', handler: () => ({ body: 'original' }) });
    });
    expect((await test.call('GET', '/api/hooked')).text).toBe('changed');
    await test.host.stop();
    expect(seen).toEqual(['start', 'before hooked', 'after', 'end']);
  });
});

describe('the host', () => {
  it('refuses an app with a binding that it does not provide, by name', async () => {
    const load = () =>
      app.storageQueue('queued', { queueName: 'q', connection: 'c', handler: () => undefined });
    await expect(startTestHost(load)).rejects.toThrow('Function "queued" uses "queueTrigger"');
  });

  it('refuses two functions of one name', async () => {
    const load = () => {
      app.http('twice', { handler: () => ({}) });
      app.http('twice', { handler: () => ({}) });
    };
    await expect(startTestHost(load)).rejects.toThrow('"twice" has already been registered');
  });

  it('tells which functions there are', async () => {
    const test = await startTestHost(() => app.http('only', { route: 'x/{y}', handler: () => ({}) }));
    expect(test.host.functions()).toEqual([
      expect.objectContaining({
        name: 'only',
        kind: 'http',
        settings: expect.objectContaining({ route: 'x/{y}' }),
      }),
    ]);
  });

  it('keeps two apps in one process apart', async () => {
    const app1 = await startTestHost(() => app.http('who', { handler: () => ({ body: 'one' }) }));
    const app2 = await startTestHost(() => app.http('who', { handler: () => ({ body: 'two' }) }));
    expect([(await app1.call('GET', '/api/who')).text, (await app2.call('GET', '/api/who')).text]).toEqual([
      'one',
      'two',
    ]);
  });
});
