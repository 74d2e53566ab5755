import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createScaleSets } from '../../shared/azure/arm-scale-sets.ts';
import type { ScaleSets } from '../../shared/ports/scale-sets.ts';
import { failureOf, problemOf } from './failing.ts';
import { scaleSetsAt as knownScaleSetsAt } from './scale-sets-at.ts';
import { always, tinyServer } from './tiny-server.ts';
import type { TinyServer } from './tiny-server.ts';

const SCALE_SET =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web';
const TOKEN = 'local-token-7f3a';

let server: TinyServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function scaleSetsAt(answer: Parameters<typeof tinyServer>[0], timeoutSeconds = 5): Promise<ScaleSets> {
  const known = { scaleSet: SCALE_SET, localToken: TOKEN, timeoutSeconds };
  const at = await knownScaleSetsAt(answer, known);
  server = at.server;
  return at.scaleSets;
}

const failure = (code: string, message = 'said ARM') => ({ error: { code, message } });

describe('a failure of ARM becomes a problem', () => {
  it.each([
    [400, 'InvalidParameter', 'Permanent', 'azureRejected'],
    [401, 'ExpiredAuthenticationToken', 'Permanent', 'azureUnauthorized'],
    [403, 'AuthorizationFailed', 'Permanent', 'azureUnauthorized'],
    [404, 'ResourceNotFound', 'Permanent', 'scaleSetNotFound'],
    [408, 'RequestTimeout', 'Transient', 'azureTimeout'],
    [409, 'OperationNotAllowed', 'Conflict', 'azureConflict'],
    [412, 'PreconditionFailed', 'Conflict', 'azureConflict'],
    [429, 'OperationNotAllowed', 'Transient', 'azureThrottled'],
    [500, 'InternalServerError', 'Transient', 'azureUnavailable'],
    [501, 'NotImplemented', 'Transient', 'azureUnavailable'],
    [503, 'ServerBusy', 'Transient', 'azureUnavailable'],
  ])('%i %s is %s', async (...[status, armCode, kind, code]) => {
    const scaleSets = await scaleSetsAt(always(status, failure(armCode)));
    const problem = await problemOf(scaleSets.listInstances(SCALE_SET));
    expect(problem).toMatchObject({ kind, code });
    expect(problem.message).toContain(`${status} ${armCode}: said ARM`);
    expect(server?.requests).toHaveLength(1);
  });

  it('says which role is missing', async () => {
    const scaleSets = await scaleSetsAt(always(403, failure('AuthorizationFailed')));
    const problem = await problemOf(scaleSets.read(SCALE_SET));
    expect(problem.nextStep).toContain('role Reader on the resource group');
  });

  it('asks to wait as long as ARM asked', async () => {
    const scaleSets = await scaleSetsAt(always(429, failure('TooManyRequests'), { 'retry-after': '120' }));
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({ retryAfterSeconds: 120 });
  });

  it('understands a date as the time to wait for', async () => {
    const inTenSeconds = new Date(Date.now() + 10_000).toUTCString();
    const scaleSets = await scaleSetsAt(always(503, failure('Busy'), { 'retry-after': inTenSeconds }));
    const { retryAfterSeconds } = await problemOf(scaleSets.read(SCALE_SET));
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(8);
    expect(retryAfterSeconds).toBeLessThanOrEqual(11);
  });
});

describe('a missing scale set', () => {
  it('is an answer to a read', async () => {
    const scaleSets = await scaleSetsAt(always(404, failure('ResourceNotFound')));
    expect(await scaleSets.read(SCALE_SET)).toEqual({ scaleSet: undefined, budget: {} });
  });

  it('is not believed when somebody else than ARM says 404', async () => {
    const scaleSets = await scaleSetsAt(
      always(404, '<html>no such page</html>', { 'content-type': 'text/html' }),
    );
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({
      kind: 'Transient',
      code: 'azureUnreadableAnswer',
    });
  });
});

describe('an answer that cannot be understood is never a list', () => {
  const oddities: [string, unknown, Record<string, string>][] = [
    ['a truncated body', '{"value":[{"id":', {}],
    ['an HTML page', '<html>sign in</html>', { 'content-type': 'text/html' }],
    ['an empty body', '', {}],
    ['null', 'null', {}],
    ['an object without items', {}, {}],
    ['items that are null', { value: [null] }, {}],
    ['an item without an id', { value: [{ name: 'web_0', properties: { vmId: 'x' } }] }, {}],
    ['a next link of the wrong type', { value: [], nextLink: 7 }, {}],
  ];

  it.each(oddities)('%s', async (_name, body, headers) => {
    const scaleSets = await scaleSetsAt(always(200, body, headers));
    const problem = await problemOf(scaleSets.listInstances(SCALE_SET));
    expect(problem).toMatchObject({ kind: 'Transient', code: 'azureUnreadableAnswer' });
  });

  it('nor is an HTML page a scale set', async () => {
    const scaleSets = await scaleSetsAt(always(200, '<html/>', { 'content-type': 'text/html' }));
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({ code: 'azureUnreadableAnswer' });
  });

  it('nor is a connection cut half-way', async () => {
    const scaleSets = await scaleSetsAt((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"value":[');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await problemOf(scaleSets.listInstances(SCALE_SET))).toMatchObject({
      kind: 'Transient',
    });
  });
});

describe('an ARM that cannot be reached', () => {
  it('resets the connection', async () => {
    const scaleSets = await scaleSetsAt((request) => request.socket.destroy());
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({
      kind: 'Transient',
      code: 'azureUnreachable',
    });
  });

  it('refuses the connection', async () => {
    const scaleSets = await scaleSetsAt(always(200, {}));
    await server?.stop();
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({ code: 'azureUnreachable' });
  });

  it('never answers', async () => {
    const scaleSets = await scaleSetsAt(() => undefined, 0.2);
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({
      kind: 'Transient',
      code: 'azureTimeout',
    });
  });

  it('stalls in the middle of a compressed body', async () => {
    const body = gzipSync(JSON.stringify({ value: [], padding: 'x'.repeat(1000) }));
    const scaleSets = await scaleSetsAt((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.write(body.subarray(0, 20));
    }, 0.2);
    expect(await problemOf(scaleSets.listInstances(SCALE_SET))).toMatchObject({
      code: 'azureTimeout',
    });
  });
});

describe('the token', () => {
  it('is not sent to another host, wherever the next page is said to be', async () => {
    let visits = 0;
    const stranger = await tinyServer((_request, response) => {
      visits++;
      response.end('{"value":[]}');
    });
    try {
      const scaleSets = await scaleSetsAt(always(200, { value: [], nextLink: `${stranger.url}/next` }));
      expect(await problemOf(scaleSets.listInstances(SCALE_SET))).toMatchObject({
        kind: 'Permanent',
        code: 'azureForeignLink',
      });
      expect(visits).toBe(0);
    } finally {
      await stranger.stop();
    }
  });

  it('is not taken along by a redirect', async () => {
    const scaleSets = await scaleSetsAt((_request, response) =>
      response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end(),
    );
    expect(await problemOf(scaleSets.read(SCALE_SET))).toMatchObject({ code: 'azureUnreadableAnswer' });
    expect(server?.requests).toHaveLength(1);
  });

  it('never appears in an error, whatever the status and body', async () => {
    let next = { status: 200, body: '' };
    const scaleSets = await scaleSetsAt((request, response) => {
      const body = next.body.replaceAll('{token}', request.headers.authorization ?? '');
      response.writeHead(next.status, { 'content-type': 'application/json' }).end(body);
    });
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string().map((text) => JSON.stringify(failure(text, `${text} {token} ${text}`))),
      fc.nat(700).map((length) => JSON.stringify(failure('Code', `${' '.repeat(length)}{token}`))),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 300, max: 599 }), body, async (status, text) => {
        next = { status, body: text };
        const error = await failureOf(scaleSets.listInstances(SCALE_SET));
        expect(inspect(error, { depth: 9 }) + JSON.stringify(error.problem)).not.toContain(TOKEN);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an id that is no scale set’s', () => {
  it.each([
    ['', 'nothing'],
    ['/subscriptions/s/resourceGroups/rg', 'another resource'],
    [SCALE_SET.replace('/rg/', '/../'), 'a path upwards'],
    [`${SCALE_SET}' or '1' eq '1`, 'a filter of its own'],
  ])('%s (%s) is refused before any call', async (id) => {
    const scaleSets = await scaleSetsAt(always(200, {}));
    expect(await problemOf(scaleSets.listInstances(id))).toMatchObject({ kind: 'InvalidInput' });
    expect(server?.requests).toEqual([]);
  });
});

describe('without a token of its own', () => {
  it.each([
    ['CredentialUnavailableError', undefined, 'Permanent', 'azureUnauthorized'],
    ['AuthenticationError', 400, 'Permanent', 'azureUnauthorized'],
    ['AuthenticationError', 503, 'Transient', 'azureUnavailable'],
  ])('%s (%s) is %s', async (...[name, statusCode, kind, code]) => {
    const refusal = Object.assign(new Error('secret details'), { name, statusCode });
    const scaleSets = createScaleSets({ credential: { getToken: () => Promise.reject(refusal) } });
    const problem = await problemOf(scaleSets.read(SCALE_SET));
    expect(problem).toMatchObject({ kind, code });
    expect(problem.message).not.toContain('secret details');
  });
});
