import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Means, measure } from '../../functions/activities/rollout/measure.ts';
import { transient } from '../../shared/contracts/problem.ts';
import { Gate } from '../../shared/contracts/rollout/gate.ts';
import { RolloutPolicy } from '../../shared/contracts/rollout/policy.ts';
import { WebhookQuestion } from '../../shared/contracts/rollout/webhook.ts';
import { createProbes } from '../../shared/probes/create-probes.ts';
import { tinyServer } from '../azure-adapter/tiny-server.ts';
import { IMAGE } from '../unit/domain/rollout/rollout-run.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const MACHINES = [
  { name: 'web__1_0', privateIp: '10.1.0.4' },
  { name: 'web__1_1', privateIp: '10.1.0.5' },
  { name: 'web__1_2', privateIp: '10.1.0.6' },
];
const SECRET = 'hunter2-of-the-owner';

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves every machine from one server, as whoever it is asked for. */
async function machinesAnswering(serve: Serve): Promise<Means['probes']> {
  const server = await tinyServer(serve);
  ends.push(() => server.stop());
  const port = Number(new URL(server.url).port);
  return createProbes({ allowLoopback: true, reach: () => ({ host: '127.0.0.1', port }) });
}

const status =
  (of: (host: string) => number): Serve =>
  ({ headers }, response) =>
    response.writeHead(of(headers.host ?? '')).end();

async function meansWith(serve: Serve, provider: Partial<Means['provider']> = {}): Promise<Means> {
  const begun = '2026-01-01T00:00:00.000Z';
  return {
    provider: {
      machines: () => Promise.resolve(MACHINES),
      health: () => Promise.resolve({ healthy: 3, unhealthy: [], unknown: 0 }),
      metric: () => Promise.resolve(42),
      ...provider,
    },
    probes: await machinesAnswering(serve),
    secrets: { get: (name) => Promise.resolve(name === 'gate-key' ? SECRET : undefined) },
    context: {
      now: new Date('2026-01-01T00:10:00.000Z'),
      rollout: {
        ...{ id: 'r1', fleet: 'web', policy: RolloutPolicy.parse({ fleet: 'web', image: IMAGE, basic: {} }) },
        plan: {
          ...{ newUnit: 'web__1', revision: 1, stableUnit: 'web', desired: 3, successAt: 1 },
          steps: [{ kind: 'verify', title: 'Verify', deadlineSeconds: 600, moves: [] }],
        },
        position: { step: 0, move: 1, stepSince: begun, moveSince: begun },
      },
    },
  };
}

const gate = (verify: object) => Gate.parse({ kind: 'verify', ...verify }) as Parameters<typeof measure>[0];
const hook = (webhook: object) =>
  Gate.parse({ kind: 'webhook', ...webhook }) as Parameters<typeof measure>[0];
const PROBE = { probe: { url: 'http://{privateIp}:8080/health', timeout: 'PT1S' } };

describe('a probe of the new machines', () => {
  test('asks each of them', async () => {
    const hosts: string[] = [];
    const means = await meansWith(status((host) => (hosts.push(host), 200)));
    expect(await measure(gate(PROBE), means)).toEqual({
      ...{ of: 'measurement', verdict: 'success', reason: '3 machines answered with 200' },
    });
    expect(hosts.sort()).toEqual(['10.1.0.4:8080', '10.1.0.5:8080', '10.1.0.6:8080']);
  });

  test('finds the one that is ill', async () => {
    const means = await meansWith(status((host) => (host === '10.1.0.5:8080' ? 500 : 200)));
    expect(await measure(gate(PROBE), means)).toMatchObject({
      verdict: 'failure',
      reason: '1 of 3 machines did not answer with 200: web__1_1 answered 500',
    });
  });

  test('finds the one that says nothing', async () => {
    const means = await meansWith(({ headers }, response) => {
      if (headers.host !== '10.1.0.6:8080') response.end();
    });
    expect(await measure(gate(PROBE), means)).toMatchObject({
      verdict: 'failure',
      reason: '1 of 3 machines did not answer with 200: web__1_2 did not answer within 1 seconds',
    });
  });

  test('a machine without an address could not be asked', async () => {
    const machines = () => Promise.resolve([...MACHINES, { name: 'web__1_3' }]);
    const means = await meansWith(
      status(() => 200),
      { machines },
    );
    expect(await measure(gate(PROBE), means)).toMatchObject({
      verdict: 'error',
      reason: '1 of 4 machines could not be asked: web__1_3: has no private address yet',
    });
  });

  test('one address is asked once', async () => {
    let times = 0;
    const means = await meansWith(status(() => (times++, 200)));
    const probe = { url: 'https://shop.example/health?key=abc' };
    // The stand-in speaks no TLS: the address is reached, and what it says is no HTTPS.
    expect(await measure(gate({ probe }), means)).toMatchObject({ verdict: 'failure' });
    const plain = { url: 'http://shop.example/health?key=abc' };
    expect(await measure(gate({ probe: plain }), means)).toMatchObject({
      verdict: 'success',
      reason: '1 address answered with 200',
    });
    expect(times).toBe(1);
  });

  test('two hundred machines are asked in good time, some of them silent', async () => {
    const many = Array.from({ length: 200 }, (_each, index) => ({
      name: `web__1_${index}`,
      privateIp: `10.1.1.${index}`,
    }));
    const means = await meansWith(
      ({ headers }, response) => {
        if (Number(headers.host?.split(/[.:]/)[3]) % 8) response.end();
      },
      { machines: () => Promise.resolve(many) },
    );
    // Long enough that whoever speaks is heard on a machine that is busy with other tests.
    const patient = { probe: { ...PROBE.probe, timeout: 'PT10S' } };
    const began = performance.now();
    const { reason } = await measure(gate(patient), means);
    expect(reason).toMatch(/^25 of 200 machines did not answer/);
    // One after the other the silent ones alone would take 250.
    expect(performance.now() - began).toBeLessThan(60_000);
  }, 90_000);
});

describe('other checks', () => {
  test('health and metric are asked of the right unit', async () => {
    const asked: unknown[] = [];
    const means = await meansWith(
      status(() => 200),
      {
        health: (unit) => (asked.push(unit), Promise.resolve({ healthy: 1, unhealthy: [], unknown: 0 })),
        metric: ({ of, check }) => (asked.push([of, check.name]), Promise.resolve(85)),
      },
    );
    const metric = { name: 'Percentage CPU', of: 'stable', success: { below: 80 } };
    expect(await measure(gate({ health: true, metric }), means)).toMatchObject({
      verdict: 'failure',
      reason: 'Percentage CPU of web (average over PT5M) is 85, not below 80',
    });
    expect(asked).toEqual(['web__1', ['web', 'Percentage CPU']]);
  });

  test('what a provider cannot tell is an error, and hides no failure', async () => {
    const away = () => Promise.reject(transient('armUnavailable', 'Azure answered 503.'));
    const means = await meansWith(
      status(() => 500),
      { health: away, machines: () => Promise.resolve(MACHINES) },
    );
    expect(await measure(gate({ health: true }), means)).toMatchObject({
      verdict: 'error',
      reason: 'Azure answered 503.',
    });
    expect(await measure(gate({ health: true, ...PROBE }), means)).toMatchObject({ verdict: 'failure' });
  });

  test('a mistake of ours is no verdict', async () => {
    const means = await meansWith(
      status(() => 200),
      { health: () => Promise.reject(new TypeError('ours')) },
    );
    await expect(measure(gate({ health: true }), means)).rejects.toThrow('ours');
  });

  test.each([
    ['stable', 'the rollout has no unit that served before'],
    ['loadBalancer', 'the rollout has no load balancer'],
  ])('a metric of %s that there is none of is an error', async (of, why) => {
    const means = await meansWith(status(() => 200));
    delete means.context.rollout.plan.stableUnit;
    const metric = { name: 'ByteCount', of, success: { below: 80 } };
    const { verdict, reason } = await measure(gate({ metric }), means);
    expect([verdict, reason]).toEqual(['error', `ByteCount cannot be read: ${why}`]);
  });
});

describe('a webhook', () => {
  interface Heard {
    id: unknown;
    signature: unknown;
    body: unknown;
  }

  function hearing(answer: string, heard: Heard[] = []): { heard: Heard[]; serve: Serve } {
    const serve: Serve = (request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        const { 'webhook-id': id, 'webhook-signature': signature } = request.headers;
        heard.push({ id, signature, body: JSON.parse(text) });
        response.end(answer);
      });
    };
    return { heard, serve };
  }

  const WEBHOOK = { url: 'http://gate.example/check?token=t0psecret', signWith: { secret: 'gate-key' } };

  test('is told who asks about what, and decides', async () => {
    const { heard, serve } = hearing('{"verdict":"inconclusive","reason":"too little traffic"}');
    const means = await meansWith(serve);
    expect(await measure(gate({ webhook: WEBHOOK }), means)).toEqual({
      of: 'measurement',
      verdict: 'inconclusive',
      reason: 'the webhook at gate.example says inconclusive: too little traffic',
    });
    const [{ id, signature, body } = {}] = heard;
    expect([id, signature]).toEqual(['r1.0.1.1767225600.1', expect.stringMatching(/^v1,/)]);
    expect(WebhookQuestion.parse(body)).toEqual({
      ...{
        kind: 'verify',
        fleet: 'web',
        rollout: 'r1',
        step: 0,
        title: 'Verify',
        measurement: 1,
        revision: 1,
      },
      ...{ newUnit: 'web__1', stableUnit: 'web', image: IMAGE, at: '2026-01-01T00:10:00.000Z' },
    });
  });

  test('knows a repetition by its id, and the next measurement by another', async () => {
    const { heard, serve } = hearing('{"verdict":"success"}');
    const means = await meansWith(serve);
    await measure(gate({ webhook: WEBHOOK }), means);
    means.context.now = new Date('2026-01-01T00:11:00.000Z');
    await measure(gate({ webhook: WEBHOOK }), means);
    means.context.rollout.tally = { made: 1, failures: 0, errorsInARow: 0, inconclusive: 0 };
    await measure(gate({ webhook: WEBHOOK }), means);
    expect(heard.map(({ id }) => id)).toEqual([
      ...['r1.0.1.1767225600.1', 'r1.0.1.1767225600.1', 'r1.0.1.1767225600.2'],
    ]);
  });

  test('without its secret it is not asked', async () => {
    const { heard, serve } = hearing('{"verdict":"success"}');
    const webhook = { ...WEBHOOK, signWith: { secret: 'no-such' } };
    expect(await measure(hook(webhook), await meansWith(serve))).toMatchObject({
      verdict: 'error',
      reason: 'the webhook at gate.example was not asked: there is no secret no-such in the settings',
    });
    expect(heard).toEqual([]);
  });

  test.each([
    `{"verdict":"failure","reason":"wrong key ${SECRET}"}`,
    `{"verdict":"failure","reason":"wrong key ${Buffer.from(SECRET).toString('base64')}"}`,
  ])('no secret and no address comes back into what is told: %s', async (answer) => {
    const { serve } = hearing(answer);
    const { reason } = await measure(hook(WEBHOOK), await meansWith(serve));
    expect(reason).toMatch(/^the webhook at gate\.example says failure: /);
    for (const secret of [SECRET, 't0psecret', Buffer.from(SECRET).toString('base64')])
      expect(reason).not.toContain(secret);
  });
});
