import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { OctopusTargeting } from '../../shared/contracts/fleet.ts';
import { createOctopus } from '../../shared/octopus/create-octopus.ts';
import { failureOf, problemOf } from '../azure-adapter/failing.ts';
import { always, tinyServer } from '../azure-adapter/tiny-server.ts';
import { MACHINE } from './simulated-octopus.ts';
import { KEY, octopusAt, page, SCOPE, stopOddOctopuses } from './odd-octopus.ts';

const TARGETING: OctopusTargeting = {
  server: 'default',
  space: 'Default',
  environment: 'Production',
  roles: ['web'],
  tenants: [],
  tenantTags: [],
  connection: { kind: 'listening', port: 10933, address: '{privateIp}' },
  projects: [],
};
const TARGET = {
  name: 'web-1',
  host: '10.0.0.7',
  port: 10933,
  roles: ['web'],
  tenantTags: [],
  mark: 'fleet-conductor.test.shop',
  machine: MACHINE,
};

afterEach(stopOddOctopuses);

/** Octopus finds both by other things. */
const NAMELESS = { version: '', marker: '' };
const said = (...errors: string[]) => ({ ErrorMessage: 'There was a problem.', Errors: errors });

describe('a failure of Octopus becomes a problem', () => {
  it.each([
    [400, 'InvalidInput', 'octopusRejected'],
    [401, 'Permanent', 'octopusUnauthorized'],
    [403, 'Permanent', 'octopusForbidden'],
    [404, 'Permanent', 'octopusNotFound'],
    [405, 'Permanent', 'octopusRejected'],
    [408, 'Transient', 'octopusTimeout'],
    [409, 'Conflict', 'octopusConflict'],
    [429, 'Transient', 'octopusThrottled'],
    [500, 'Transient', 'octopusServerError'],
    [502, 'Transient', 'octopusUnavailable'],
    [503, 'Transient', 'octopusUnavailable'],
  ])('%i is %s %s, and is asked once', async (...[status, kind, code]) => {
    const { registry, server } = await octopusAt(always(status, said('This is why.', 'And this.')));
    const problem = await problemOf(registry.list(SCOPE, ['web']));
    expect(problem).toMatchObject({ kind, code });
    expect(problem.message).toBe(
      `Octopus server 'default' answered ${status}: There was a problem. This is why. And this.`,
    );
    expect(problem.nextStep).not.toBe('');
    expect(server.requests).toHaveLength(1);
  });

  it('tells the errors when there is no message', async () => {
    const { registry } = await octopusAt(always(400, { Errors: ['only this'] }));
    expect((await problemOf(registry.list(SCOPE, ['web']))).message).toContain('answered 400: only this');
  });

  it.each([
    ['7', 7],
    [undefined, 10],
    ['86400', 3600],
    ['9'.repeat(400), 3600],
    ['Thu, 01 Jan 9999 00:00:00 GMT', 3600],
  ])('waits as long as Retry-After says (%s), or ten seconds', async (header, seconds) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
    const { registry } = await octopusAt(always(429, '', headers));
    expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({ retryAfterSeconds: seconds });
  });

  it('takes a deployment freeze for an answer, not for a failure', async () => {
    const { deployments } = await octopusAt(
      always(400, said('Prevented by the deployment freeze "Christmas".')),
    );
    const request = {
      projectId: 'Projects-1',
      releaseId: 'Releases-1',
      machineIds: ['Machines-1'],
      ...NAMELESS,
    };
    const asked = await deployments.request(SCOPE, { ...request, comments: '', useGuidedFailure: false });
    expect(asked).toMatchObject({ refused: { code: 'octopusDeploymentFreeze' } });
  });
});

describe('an answer that cannot be understood', () => {
  it.each([
    ['an HTML page', '<html>sign in</html>'],
    ['truncated JSON', '{"TotalResults": 1, "Items": [{"Id"'],
    ['nothing', ''],
    ['a bare array', []],
    ['items without ids', page({ Name: 'web-1' })],
    ['null', 'null'],
  ])('%s is never a list', async (_name, body) => {
    const { registry } = await octopusAt(always(200, body));
    expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({
      kind: 'Transient',
      code: 'octopusUnreadableAnswer',
    });
  });

  it('a 404 in other words than Octopus’s proves nothing to be gone', async () => {
    const { registry } = await octopusAt(always(404, '<html>not found</html>'));
    expect(await problemOf(registry.deregister(SCOPE, 'Machines-1'))).toMatchObject({
      kind: 'Transient',
      code: 'octopusUnreadableAnswer',
    });
  });

  it('one of more than 32 MiB is not read to its end', async () => {
    const megabyte = ' '.repeat(1024 * 1024);
    let sent = 0;
    const { registry } = await octopusAt((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => {
        while (!response.destroyed && sent < 500 && response.write(megabyte)) sent++;
        sent++;
        if (sent < 500) response.once('drain', more);
        else response.end();
      };
      more();
    }, 20);
    expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({ code: 'octopusAnswerTooLarge' });
    expect(sent).toBeLessThan(100);
  });
});

describe('an Octopus that cannot be reached', () => {
  it('resets the connection', async () => {
    const { registry } = await octopusAt((request) => request.socket.destroy());
    expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({
      kind: 'Transient',
      code: 'octopusUnreachable',
    });
  });

  it('refuses the connection', async () => {
    const { registry, server } = await octopusAt(always(200, page()));
    await server.stop();
    const problem = await problemOf(registry.list(SCOPE, ['web']));
    expect(problem).toMatchObject({ code: 'octopusUnreachable' });
    expect(problem.message).toContain('ECONNREFUSED');
  });

  it('never answers', async () => {
    const { registry } = await octopusAt(() => undefined, 0.2);
    expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({ code: 'octopusTimeout' });
  });

  it('stalls in the middle of its answer', async () => {
    const { registry } = await octopusAt((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"TotalResults":');
    }, 0.2);
    expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({ code: 'octopusTimeout' });
  });
});

/** How a key may come back. */
const ENCODINGS: ((key: string) => string)[] = [
  (key) => key,
  (key) => Buffer.from(key).toString('base64'),
  (key) => Buffer.from(key).toString('hex'),
  (key) => [...key].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
  (key) => [...key].map((char) => `\\u00${char.charCodeAt(0).toString(16)}`).join(''),
  (key) => key.slice(0, -4),
];

it('half a character in a name is the fleet’s to correct, and not waited out', async () => {
  const { registry, server } = await octopusAt(always(200, page()));
  const problem = await problemOf(registry.list(SCOPE, ['web\ud800']));
  expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusTextInvalid' });
  expect(server.requests).toHaveLength(0);
});

describe('the API key', () => {
  it('goes with each call, in its header', async () => {
    let seen: unknown;
    const { registry } = await octopusAt((request, response) => {
      seen = request.headers['x-octopus-apikey'];
      always(200, page())(request, response);
    });
    expect(await registry.list(SCOPE, ['web'])).toEqual([]);
    expect(seen).toBe(KEY);
  });

  it('is not taken along by a redirect', async () => {
    let visits = 0;
    const stranger = await tinyServer((_request, response) => {
      visits++;
      response.end('{}');
    });
    try {
      const { registry } = await octopusAt(always(302, '', { location: stranger.url }));
      expect(await problemOf(registry.list(SCOPE, ['web']))).toMatchObject({ code: 'octopusRedirected' });
      expect(visits).toBe(0);
    } finally {
      await stranger.stop();
    }
  });

  it('is not quoted when it cannot be sent', async () => {
    const apiKey = 'API-bad\nkey';
    const { registry } = createOctopus({ default: { url: 'http://127.0.0.1:1', apiKey } });
    const error = await failureOf(registry.list(SCOPE, ['web']));
    expect(error.problem).toMatchObject({ kind: 'Permanent', code: 'octopusMisconfigured' });
    expect(inspect(error, { depth: 9 })).not.toContain('bad');
  });

  it('never appears in an error, whatever the status and body', async () => {
    let next = { status: 200, body: '', encode: (key: string) => key };
    const { registry } = await octopusAt((request, response) => {
      const key = String(request.headers['x-octopus-apikey']);
      const body = next.body.replaceAll('{key}', key).replaceAll('{encoded}', next.encode(key));
      response.writeHead(next.status, { 'content-type': 'application/json' }).end(body);
    });
    const text = fc.oneof(
      fc.string(),
      fc.nat(700).map((length) => 'x'.repeat(length)),
    );
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(text, text).map(([one, other]) => JSON.stringify(said(`${one}{key}${other}`, '{key}'))),
      text.map((before) => JSON.stringify({ ErrorMessage: `${before}{key}`, Errors: [{ key: '{key}' }] })),
      fc.constant('{"Items": ["{key}"], "TotalResults": 1}'),
      fc.constant('{key}'),
      text.map((before) => JSON.stringify({ ErrorMessage: `${before} {encoded}`, Errors: ['{encoded}'] })),
    );
    const status = fc.oneof(fc.constant(200), fc.integer({ min: 300, max: 599 }));
    await fc.assert(
      fc.asyncProperty(status, body, fc.constantFrom(...ENCODINGS), async (code, wire, encode) => {
        next = { status: code, body: wire, encode };
        const error = await failureOf(registry.register(SCOPE, TARGET));
        const told = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error.problem);
        for (const form of ENCODINGS) expect(told).not.toContain(form(KEY).slice(3, -3));
        expect(told).not.toContain('SECRETSECRET');
      }),
      { numRuns: 200 },
    );
  });
});

describe('settings that cannot work', () => {
  it.each(['octopus.example.com', 'ftp://octopus', 'https://user:pass@octopus', ''])(
    'the URL "%s" is reported and not called',
    async (url) => {
      const { registry } = createOctopus({ default: { url, apiKey: KEY } });
      const problem = await problemOf(registry.list(SCOPE, ['web']));
      expect(problem).toMatchObject({ kind: 'Permanent', code: 'octopusMisconfigured' });
    },
  );

  it('a server without settings is named with the settings it lacks', async () => {
    const { registry, deployments } = createOctopus({});
    const problem = await problemOf(registry.resolve({ ...TARGETING, server: 'eu' }));
    expect(problem).toMatchObject({ kind: 'InvalidInput', code: 'octopusServerUnknown' });
    expect(problem.nextStep).toContain('OCTOPUS_EU_URL and OCTOPUS_EU_API_KEY');
    expect(await problemOf(deployments.recent(SCOPE, 'Projects-1'))).toMatchObject({
      code: 'octopusServerUnknown',
      nextStep: expect.stringContaining('OCTOPUS_URL and OCTOPUS_API_KEY'),
    });
  });
});
