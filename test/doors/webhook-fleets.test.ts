import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { webhooksAt } from '../../local/launcher/open-receiver.ts';
import { createWebhooks } from '../../shared/webhooks/create-webhooks.ts';
import { fleetAt } from '../webhook-registry/receiver-fixture.ts';
import { fleetOver } from './support/fleets.ts';
import { openApp, type OpenApp } from './support/open-app.ts';
import { problemOf } from './support/problem.ts';

const { scaleSet, octopus } = fleetOver('web');
const RECEIVER = 'https://deploy.example.com/fleets';
const hooks = webhooksAt(RECEIVER);

let app: OpenApp;
beforeAll(async () => {
  app = await openApp();
});
afterAll(() => app.close());

const put = (webhooks: object, more: object = {}) =>
  app.send('PUT', '/api/fleets/hooked', { body: { scaleSet, webhooks, ...more } });

test('a fleet of plain endpoints is taken, shown with its mark, and can be put back as it is', async () => {
  // Nobody listens there.
  const nobody = webhooksAt('http://127.0.0.1:9');
  const answer = await put(nobody);
  expect(answer.status).toBe(201);
  const { name: _name, status, ...fleet } = answer.json as { name: string; status: object };
  expect(fleet).toMatchObject({ webhooks: { ...nobody, timeout: 'PT10S', address: '{privateIp}' } });
  expect(status).toMatchObject({ ownerMark: expect.stringMatching(/^fleet-conductor\..+\.hooked$/) });
  expect((await app.send('PUT', '/api/fleets/hooked', { body: fleet })).status).toBe(200);
});

describe('what is wrong is told with its place', () => {
  test.each<[string, string, object, object?]>([
    ['two registries', 'webhooks', hooks, { octopus }],
    ['no scheme', 'webhooks.register', { ...hooks, register: 'deploy.example.com' }],
    ['another scheme', 'webhooks.targets', { ...hooks, targets: 'file:///etc/passwd' }],
    ['a password', 'webhooks.health', { ...hooks, health: 'https://me:secret@deploy.example.com' }],
    ['a blank', 'webhooks.deregister', { ...hooks, deregister: 'https://deploy.example.com/a b' }],
    ['braces', 'webhooks.health', { ...hooks, health: 'https://{privateIp}/health' }],
    ['no host', 'webhooks.health', { ...hooks, health: 'https://[' }],
    ['no signature', 'webhooks.signWith', { ...hooks, signWith: undefined }],
    [
      'a secret in place of its name',
      'webhooks.signWith.secret',
      { ...hooks, signWith: { secret: 'whsec_a+b=' } },
    ],
    ['half of deployments', 'webhooks.deployments.status', { ...hooks, deployments: { deploy: RECEIVER } }],
    ['a release with a blank', 'webhooks.deployments.release', webhooksAt(RECEIVER, { release: 'a b' })],
    ['an address for all', 'webhooks.address', { ...hooks, address: 'web.example.com' }],
    ['a long time', 'webhooks.timeout', { ...hooks, timeout: 'PT1H' }],
    ['the metadata service', 'webhooks.register', { ...hooks, register: 'http://169.254.169.254/metadata' }],
    ['the same, written otherwise', 'webhooks.register', { ...hooks, register: 'http://0xa9fea9fe/' }],
    ['the link', 'webhooks.targets', { ...hooks, targets: 'http://[fe80::1]/' }],
    ['a secret that is not there', 'webhooks.signWith.secret', { ...hooks, signWith: { secret: 'none' } }],
  ])('%s', async (...[, path, webhooks, more]) => {
    const problem = problemOf(await put(webhooks, more));
    expect(problem).toMatchObject({ status: 400, code: 'invalidBody' });
    expect(problem.errors?.map((error) => error.path)).toEqual([path]);
    expect(JSON.stringify(problem)).not.toContain('me:secret');
  });

  test('all of it at once, also before it is put', async () => {
    const body = {
      scaleSet,
      webhooks: { ...hooks, health: 'http://169.254.169.254/', signWith: { secret: 'none' } },
    };
    const { status, json } = await app.send('POST', '/api/validate', { body });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      isValid: false,
      errors: [
        { path: 'webhooks.signWith.secret', message: expect.stringContaining('ROLLOUT_SECRET_NONE') },
        { path: 'webhooks.health', line: expect.any(Number) },
      ],
    });
  });
});

test('the app’s own machine is asked only where everything runs on one', async () => {
  const secrets = { get: () => Promise.resolve('whsec_AAAA') };
  const { registry } = createWebhooks({ secrets });
  const paths = async (url: string) => (await registry.flaws(fleetAt(url))).map(({ path }) => path);
  expect(await paths('http://127.0.0.1:7075')).toHaveLength(6);
  expect(await paths('http://[::1]:7075')).toHaveLength(6);
  expect(await paths('http://10.0.0.4')).toEqual([]);
  const local = createWebhooks({ secrets, allowLoopback: true });
  expect(await local.registry.flaws(fleetAt('http://127.0.0.1:7075'))).toEqual([]);
});
