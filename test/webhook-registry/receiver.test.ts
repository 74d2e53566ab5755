import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LOCAL_WEBHOOK_SECRET } from '../../local/launcher/start-world.ts';
import { MARK, newTarget, type Registry, requestFor, withReceiver } from './receiver-fixture.ts';
import type { WebhookReceiver } from '../../local/webhook-receiver/start-webhook-receiver.ts';

let at: Registry & { receiver: WebhookReceiver };
beforeEach(async () => {
  at = await withReceiver();
});
afterEach(() => at.receiver.stop());

const register = (n: number) => at.registry.register(at.scope, newTarget(n));
const idsOf = async () => (await at.registry.list(at.scope, [])).map(({ machineId }) => machineId);

describe('the example receiver, asked by the adapter', () => {
  test('registers a machine once, however often it is told of it', async () => {
    const first = await register(1);
    expect(await register(1)).toEqual(first);
    expect(first).toMatchObject({
      name: 'web-1',
      roles: [MARK],
      thumbprint: 'vm-1',
      healthStatus: 'Unknown',
    });
    expect(await at.registry.list(at.scope, [])).toEqual([first]);
    expect(at.receiver.sim.state().history).toMatchObject([{ what: 'registered', vmIds: ['vm-1'] }]);
  });

  test('registers it anew, under another id, when it had been removed', async () => {
    const { machineId } = await register(1);
    expect(await at.registry.deregister(at.scope, machineId)).toBe('removed');
    expect(await at.registry.deregister(at.scope, machineId)).toBe('absent');
    expect((await register(1)).machineId).not.toBe(machineId);
  });

  test('tells of its health what the last check found', async () => {
    const { machineId } = await register(1);
    const { taskId } = await at.deployments.beginHealthCheck(at.scope, [machineId], '');
    expect(await at.deployments.tasks(at.scope, [taskId])).toMatchObject([{ isCompleted: true }]);
    expect((await at.registry.list(at.scope, []))[0]?.healthStatus).toBe('Unknown');
    await at.clock.advance(3000);
    expect((await at.registry.list(at.scope, []))[0]?.healthStatus).toBe('Healthy');
  });

  test('deploys once for a key, and once more for another', async () => {
    const { machineId } = await register(1);
    const first = await at.deployments.request(at.scope, requestFor([machineId]));
    expect(await at.deployments.request(at.scope, requestFor([machineId]))).toEqual(first);
    const second = await at.deployments.request(at.scope, requestFor([machineId], 'second'));
    expect(second).not.toEqual(first);
    expect(at.receiver.sim.state().deployments).toHaveLength(2);
    const trace = { projectId: '', from: '', to: '' };
    expect(await at.deployments.find(at.scope, { ...trace, marker: 'first' })).toEqual(first);
    expect(await at.deployments.find(at.scope, { ...trace, marker: 'none' })).toBeUndefined();
  });

  test('says how deployments go, and whom they reached', async () => {
    const ids = [(await register(1)).machineId, (await register(2)).machineId];
    at.receiver.sim.changeTarget(ids[1] ?? '', { disabled: true });
    const made = await at.deployments.request(at.scope, requestFor(ids));
    const id = 'deploymentId' in made ? made.deploymentId : '';
    const states: unknown[] = [];
    for (const ms of [0, 1000, 20_000]) {
      await at.clock.advance(ms);
      states.push((await at.deployments.tasks(at.scope, [id, 'deployment-99']))[0]?.state);
    }
    expect(states).toEqual(['Queued', 'Executing', 'Success']);
    const reach = { deploymentId: id, deployedToMachineIds: [ids[0]], failureEncountered: false };
    expect(await at.deployments.reach(at.scope, [id])).toEqual([reach]);
    const seen = { specificMachineIds: ids, deployedToMachineIds: [ids[0]], isOurs: true, state: 'Success' };
    expect(await at.deployments.recent(at.scope, 'application')).toMatchObject([seen]);
    expect(await at.deployments.enabled(at.scope, ids)).toEqual([{ machineId: ids[0], thumbprint: 'vm-1' }]);
  });

  test('lists more than goes on a page, each once', async () => {
    await at.receiver.stop();
    at = await withReceiver({ pageSize: 3 });
    for (let n = 1; n <= 8; n++) await register(n);
    expect(new Set(await idsOf()).size).toBe(8);
    expect(at.receiver.calls()['targets']).toBe(3);
    const ids = await idsOf();
    for (let n = 1; n <= 8; n++)
      await at.deployments.request(at.scope, requestFor([ids[n - 1] ?? ''], `deployment ${n}`));
    const recent = await at.deployments.recent(at.scope, 'application');
    const earlier = await at.deployments.earlier(at.scope, {
      projectId: '',
      since: new Date(0).toISOString(),
    });
    expect([...recent, ...earlier].map(({ deploymentId }) => deploymentId)).toEqual(
      at.receiver.sim
        .state()
        .deployments.map(({ id }) => id)
        .reverse(),
    );
  });

  test('keeps owners apart', async () => {
    const { machineId } = await register(1);
    at.receiver.sim.changeTarget(machineId, { owner: 'fleet-conductor.other.web' });
    expect(await idsOf()).toEqual([]);
    await expect(at.registry.deregister(at.scope, machineId)).rejects.toMatchObject({
      problem: { kind: 'Permanent', code: 'webhookForbidden' },
    });
    await expect(register(1)).rejects.toMatchObject({
      problem: { kind: 'Conflict', code: 'webhookConflict' },
    });
    const asked = await at.deployments.request(at.scope, requestFor([machineId]));
    expect(asked).toMatchObject({ refused: { kind: 'InvalidInput', code: 'webhookRejected' } });
  });

  test('what the machines are to have is what it says', async () => {
    const latest = () =>
      at.deployments.releasesLike(at.scope, { projectId: 'application', pattern: '*', first: true });
    expect(await latest()).toEqual([]);
    at.receiver.sim.setRelease('2.0.0');
    expect(await latest()).toEqual([
      { releaseId: '2.0.0', version: '2.0.0', assembled: new Date(at.clock.now()).toISOString() },
    ]);
  });
});

describe('it takes nothing that is not signed', () => {
  const body = JSON.stringify({ owner: MARK });
  const now = () => Math.floor(at.clock.now() / 1000);
  const post = (headers: Record<string, string>, text = body) =>
    fetch(`${at.receiver.url}/targets`, { method: 'POST', body: text, headers });
  const signed = (timestamp: number, secret = LOCAL_WEBHOOK_SECRET): Record<string, string> => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const hash = createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64');
    const head = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(timestamp) };
    return { ...head, 'webhook-signature': `v1,${hash}` };
  };

  test('one of several signatures is enough', async () => {
    const head = signed(now());
    const other = { ...head, 'webhook-signature': `v1,AAAA ${head['webhook-signature']}` };
    expect((await post(other)).status).toBe(200);
  });

  test.each<[string, () => Promise<Response>]>([
    ['nothing of it', () => post({})],
    ['another secret’s', () => post(signed(now(), 'whsec_AAAA'))],
    ['an old one', () => post(signed(now() - 301))],
    ['one of tomorrow', () => post(signed(now() + 301))],
    ['no time', () => post({ ...signed(now()), 'webhook-timestamp': 'noon' })],
    ['of another body', () => post(signed(now()), `${body} `)],
  ])('%s', async (_what, send) => {
    const answer = await send();
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
  });

  test('the adapter says what to do about it', async () => {
    await at.clock.advance(0);
    const stranger = await withReceiver({ secret: 'whsec_AAAA' });
    const { registry, scope, receiver } = stranger;
    await expect(registry.list(scope, [])).rejects.toMatchObject({
      problem: {
        kind: 'Permanent',
        code: 'webhookUnauthorized',
        message: expect.stringMatching(/Its signature is another secret’s/),
      },
    });
    await receiver.stop();
  });
});

test.each<[number, string, RequestInit]>([
  [405, 'targets', { method: 'GET' }],
  [404, 'nowhere', { method: 'POST', body: '{}' }],
  [413, 'targets', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }],
])('it answers %i at %s', async (status, endpoint, init) => {
  expect((await fetch(`${at.receiver.url}/${endpoint}`, init)).status).toBe(status);
});
