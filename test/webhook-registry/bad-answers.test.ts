import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LOCAL_WEBHOOK_SECRET } from '../../local/launcher/start-world.ts';
import { MOST_BYTES } from '../../shared/webhooks/webhook-client.ts';
import { failureOf, problemOf } from '../azure-adapter/failing.ts';
import { always, tinyServer, type TinyServer } from '../azure-adapter/tiny-server.ts';
import { MARK, newTarget, registryAt, requestFor } from './receiver-fixture.ts';

const servers: TinyServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

/** The adapter at a receiver that answers as none should. */
async function answering(answer: Parameters<typeof tinyServer>[0]) {
  const server = await tinyServer(answer);
  servers.push(server);
  return { ...(await registryAt(server.url)), server };
}

const target = { id: 't1', name: 'web-1', owner: MARK, vmId: 'vm-1', health: 'healthy' };

describe('a refusal becomes a problem', () => {
  test.each([
    [400, 'InvalidInput', 'webhookRejected'],
    [401, 'Permanent', 'webhookUnauthorized'],
    [403, 'Permanent', 'webhookForbidden'],
    [404, 'Permanent', 'webhookNotFound'],
    [405, 'InvalidInput', 'webhookRejected'],
    [408, 'Transient', 'webhookSilent'],
    [409, 'Conflict', 'webhookConflict'],
    [422, 'InvalidInput', 'webhookRejected'],
    [429, 'Transient', 'webhookThrottled'],
    [500, 'Transient', 'webhookUnavailable'],
    [503, 'Transient', 'webhookUnavailable'],
  ])('%i is %s %s, and is asked once', async (...[status, kind, code]) => {
    const { registry, scope, server } = await answering(always(status, { error: 'This is why.' }));
    const problem = await problemOf(registry.list(scope, []));
    expect(problem).toMatchObject({ kind, code });
    const { host } = new URL(server.url);
    expect(problem.message).toBe(`The endpoint targets at ${host} answered ${status}: This is why.`);
    expect(problem.nextStep).not.toBe('');
    expect(server.requests).toEqual(['POST /targets']);
  });

  test.each([
    ['7', 7],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['86400', 3600],
    ['soon', 10],
    [undefined, 10],
  ])('Retry-After: %s is waited for %i seconds', async (header, seconds) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
    const { registry, scope } = await answering(always(429, {}, headers));
    expect(await problemOf(registry.list(scope, []))).toMatchObject({ retryAfterSeconds: seconds });
  });

  test.each([301, 302, 307, 308])('%i is not followed', async (status) => {
    const elsewhere = await tinyServer(always(200, { targets: [] }));
    servers.push(elsewhere);
    const { registry, scope } = await answering(always(status, '', { location: `${elsewhere.url}/targets` }));
    expect(await problemOf(registry.list(scope, []))).toMatchObject({
      kind: 'Permanent',
      code: 'webhookRedirected',
    });
    expect(elsewhere.requests).toEqual([]);
  });

  test.each([400, 403, 404, 409, 422])('%i to a deployment is an answer: it was not made', async (status) => {
    const { deployments, scope } = await answering(always(status, { error: 'frozen' }));
    const asked = await deployments.request(scope, requestFor(['t1']));
    expect(asked).toMatchObject({ refused: { message: expect.stringMatching(/frozen/) } });
  });

  test('a 404 in other words than the protocol’s proves nothing to be gone', async () => {
    const { registry, scope } = await answering(always(404, '<html>not found</html>'));
    expect(await problemOf(registry.deregister(scope, 't1'))).toMatchObject({
      kind: 'Transient',
      code: 'webhookUnreadable',
    });
  });

  test('one in the protocol’s words does', async () => {
    const { registry, scope } = await answering(always(404, { error: 'no t1' }));
    expect(await registry.deregister(scope, 't1')).toBe('absent');
  });
});

describe('an answer that cannot be understood', () => {
  test.each<[string, unknown]>([
    ['an HTML page', '<html>sign in</html>'],
    ['truncated JSON', '{"targets": [{"id"'],
    ['nothing', ''],
    ['a bare array', []],
    ['null', 'null'],
    ['no list', { targets: 3 }],
    ['a target without an id', { targets: [{ ...target, id: undefined }] }],
    ['a target of no health', { targets: [{ ...target, health: 'fine' }] }],
    ['an id with a blank', { targets: [{ ...target, id: 'a b' }] }],
  ])('%s is never a list', async (_name, body) => {
    const { registry, scope } = await answering(always(200, body));
    expect(await problemOf(registry.list(scope, []))).toMatchObject({
      kind: 'Transient',
      code: 'webhookUnreadable',
    });
  });

  test('one that is cut off is no list', async () => {
    const { registry, scope } = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"targets": []}', () => response.destroy());
    });
    expect(await problemOf(registry.list(scope, []))).toMatchObject({ kind: 'Transient' });
  });

  test('one of 50 MB is not read to its end', async () => {
    const megabyte = ' '.repeat(1024 * 1024);
    let sent = 0;
    const { registry, scope } = await answering((_request, response) => {
      const more = () => {
        while (!response.destroyed && sent < 50 && response.write(megabyte)) sent++;
        sent++;
        if (sent < 50) response.once('drain', more);
        else response.end();
      };
      more();
    });
    const problem = await problemOf(registry.list(scope, []));
    expect(problem).toMatchObject({ kind: 'Permanent', code: 'webhookAnswerTooLarge' });
    expect(problem.message).toContain(String(MOST_BYTES));
    expect(sent).toBeLessThan(30);
  });

  test('one that never ends is given up in time', async () => {
    const { registry, scope } = await answering((_request, response) => {
      response.write('{"targets": [');
      const drip = setInterval(() => response.write(' '), 50);
      response.once('close', () => clearInterval(drip));
    });
    const begun = Date.now();
    expect(await problemOf(registry.list(scope, []))).toMatchObject({
      kind: 'Transient',
      code: 'webhookSilent',
      message: expect.stringMatching(/did not answer within 2 seconds/),
    });
    expect(Date.now() - begun).toBeLessThan(4000);
  });

  test('a list without an end is no list', async () => {
    const { registry, scope, server } = await answering(always(200, { targets: [target], next: 'more' }));
    expect(await problemOf(registry.list(scope, []))).toMatchObject({ code: 'webhookListEndless' });
    expect(server.requests).toHaveLength(100);
  });
});

describe('what is not the fleet’s is never taken for its', () => {
  test('a target of another owner in the list', async () => {
    const other = { ...target, id: 't2', owner: 'fleet-conductor.test.shop' };
    const { registry, scope } = await answering(always(200, { targets: [target, other] }));
    expect((await registry.list(scope, [])).map(({ machineId }) => machineId)).toEqual(['t1']);
  });

  test.each([
    ['another machine', { vmId: 'vm-2' }],
    ['another owner', { owner: 'fleet-conductor.test.shop' }],
  ])('a registration of %s', async (_what, other) => {
    const { registry, scope } = await answering(always(200, { target: { ...target, ...other } }));
    expect(await problemOf(registry.register(scope, newTarget(1)))).toMatchObject({
      kind: 'Conflict',
      code: 'webhookTargetOther',
    });
  });

  test('a target that was not asked for', async () => {
    const { registry, deployments, scope } = await answering(always(200, { targets: [target] }));
    expect(await registry.refresh(scope, 't9', { host: '', port: 0 })).toBeUndefined();
    expect(await deployments.enabled(scope, ['t9'])).toEqual([]);
  });
});

test.each([[[]], [['']], [['t1', ' ']]])(
  'a deployment to %j is refused before any call',
  async (machineIds) => {
    const { deployments, scope, server } = await answering(always(200, {}));
    const asked = [
      deployments.request(scope, requestFor(machineIds)),
      deployments.beginHealthCheck(scope, machineIds, ''),
    ];
    for (const each of asked) expect(await problemOf(each)).toMatchObject({ code: 'noMachines' });
    expect(server.requests).toEqual([]);
  },
);

test('nobody there, or nobody who may be asked, is told plainly', async () => {
  const server = await tinyServer(always(200, {}));
  await server.stop();
  const { registry, scope } = await registryAt(server.url);
  expect(await problemOf(registry.list(scope, []))).toMatchObject({
    kind: 'Transient',
    code: 'webhookSilent',
    message: expect.stringMatching(/refused the connection/),
  });
  const metadata = await registryAt('http://169.254.169.254');
  expect(await problemOf(metadata.registry.list(metadata.scope, []))).toMatchObject({
    code: 'webhookUnasked',
    message: expect.stringMatching(/169\.254\.169\.254 is an address that may not be asked/),
  });
});

test('the secret is in no problem, whatever is said back', async () => {
  const secret = LOCAL_WEBHOOK_SECRET;
  const { registry, scope } = await answering(always(400, { error: `Your secret ${secret} is wrong` }));
  const failure = await failureOf(registry.list(scope, []));
  expect(inspect(failure, { depth: 9 })).not.toContain(secret.slice('whsec_'.length));
  expect(failure.problem.message).toContain('Your secret');
});
