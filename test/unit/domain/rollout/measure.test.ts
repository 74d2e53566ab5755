import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MetricCheck, ProbeCheck } from '../../../../shared/contracts/rollout/gate.ts';
import {
  addressFor,
  combined,
  type Finding,
  isOfMachines,
  judgeHealth,
  judgeMetric,
  judgeProbes,
  judgeWebhook,
  type Seen,
} from '../../../../shared/domain/rollout/measure.ts';

const OF_MACHINES = ProbeCheck.parse({ url: 'http://{privateIp}:8080/health' });
const answer = (status: number): Seen => ({ of: 'answer', status });
const silence: Seen = { of: 'silence', why: 'did not answer within 5 seconds' };
const unasked: Seen = { of: 'unasked', why: 'there is no way to it' };
const named = (seen: Seen[]) => seen.map((each, index) => ({ name: `web__1_${index}`, seen: each }));

describe('the address of a probe', () => {
  test.each([
    ['http://{privateIp}:8080/health', 'http://10.1.0.4:8080/health'],
    ['https://{name}.shop.example/{name}?ip={privateIp}', 'https://web_0.shop.example/web_0?ip=10.1.0.4'],
  ])('%s is filled in', (url, filled) => {
    expect(isOfMachines({ url })).toBe(true);
    expect(addressFor({ url }, { name: 'web_0', privateIp: '10.1.0.4' })).toBe(filled);
  });

  test('is asked once when it names no machine', () => {
    expect(isOfMachines({ url: 'https://shop.example/health' })).toBe(false);
  });

  test('needs a private address only where it is said', () => {
    expect(addressFor({ url: 'http://{privateIp}/' }, { name: 'web_0' })).toBeUndefined();
    expect(addressFor({ url: 'http://{name}/' }, { name: 'web_0' })).toBe('http://web_0/');
  });
});

describe('machines that were asked', () => {
  test.each<[what: string, seen: Seen[], expected: Finding]>([
    ['all well', [answer(200), answer(200)], { verdict: 'success', reason: '2 machines answered with 200' }],
    [
      'one ill, one silent',
      [answer(200), answer(500), silence],
      {
        verdict: 'failure',
        reason:
          '2 of 3 machines did not answer with 200: web__1_1 answered 500, web__1_2 did not answer within 5 seconds',
      },
    ],
    [
      'one ill, one not asked: what is known to be bad is bad',
      [answer(500), unasked],
      { verdict: 'failure', reason: '1 of 2 machines did not answer with 200: web__1_0 answered 500' },
    ],
    [
      'one not asked',
      [answer(200), unasked],
      { verdict: 'error', reason: '1 of 2 machines could not be asked: web__1_1: there is no way to it' },
    ],
    ['none at all: nothing proves nothing', [], { verdict: 'error', reason: 'there is no machine to ask' }],
  ])('%s', (_what, seen, expected) => {
    expect(judgeProbes(OF_MACHINES, named(seen))).toEqual(expected);
  });

  test('may answer with one of several', () => {
    const check = ProbeCheck.parse({ url: 'http://{name}/', expect: [200, 302] });
    expect(judgeProbes(check, named([answer(302), answer(200)])).verdict).toBe('success');
    expect(judgeProbes(check, named([answer(204)])).verdict).toBe('failure');
  });
});

describe('application health', () => {
  test.each<[health: Parameters<typeof judgeHealth>[0], expected: Finding]>([
    [
      { healthy: 3, unhealthy: [], unknown: 0 },
      { verdict: 'success', reason: '3 machines reported healthy' },
    ],
    [
      { healthy: 2, unhealthy: ['web_1'], unknown: 1 },
      { verdict: 'failure', reason: '1 of 4 machines report themselves unhealthy: web_1' },
    ],
    [
      { healthy: 2, unhealthy: [], unknown: 1 },
      { verdict: 'inconclusive', reason: '1 of 3 machines report no health' },
    ],
    [
      { healthy: 0, unhealthy: [], unknown: 0 },
      { verdict: 'error', reason: 'there is no machine whose health could be read' },
    ],
  ])('%j', (health, expected) => {
    expect(judgeHealth(health)).toEqual(expected);
  });
});

describe('a metric', () => {
  const cpu = (bounds: object) => MetricCheck.parse({ name: 'Percentage CPU', ...bounds });
  test.each<[bounds: object, value: number | undefined, verdict: string]>([
    [{ success: { below: 80 } }, 79.9, 'success'],
    [{ success: { below: 80 } }, 80, 'failure'],
    [{ success: { atMost: 80 } }, 80, 'success'],
    [{ success: { above: 0 } }, 0, 'failure'],
    [{ success: { atLeast: 0 } }, 0, 'success'],
    [{ success: { below: 50 }, failure: { above: 80 } }, 65, 'inconclusive'],
    [{ success: { below: 50 }, failure: { above: 80 } }, 81, 'failure'],
    [{ success: { below: 90 }, failure: { above: 80 } }, 85, 'failure'],
    [{ success: { below: 80 } }, undefined, 'inconclusive'],
    [{ success: { below: 80 }, noData: 'success' }, undefined, 'success'],
    [{ success: { below: 80 }, noData: 'failure' }, Number.NaN, 'failure'],
  ])('%j with %p: %s', (bounds, value, verdict) => {
    expect(judgeMetric(cpu(bounds), value, 'web__1').verdict).toBe(verdict);
  });

  test('is told with what was wanted of it', () => {
    const judged = judgeMetric(cpu({ success: { below: 80 } }), 91.5, 'web__1');
    expect(judged.reason).toBe('Percentage CPU of web__1 (average over PT5M) is 91.5, not below 80');
  });
});

describe('a webhook', () => {
  const at = { host: 'gate.example', shown: (text: string) => text.replaceAll('hunter2', '***') };
  const said = (status: number, body = '') => judgeWebhook({ of: 'answer', status, body }, at);
  test.each<[status: number, body: string, verdict: string]>([
    [204, '', 'success'],
    [200, '{"verdict":"success"}', 'success'],
    [201, '{"verdict":"failure","reason":"p99"}', 'failure'],
    [200, '{"verdict":"inconclusive","extra":1}', 'inconclusive'],
    [200, '', 'error'],
    [200, 'OK', 'error'],
    [200, '{"verdict":"error"}', 'error'],
    [200, '{"verdict":"Success"}', 'error'],
    [200, '["success"]', 'error'],
    [200, 'null', 'error'],
    [302, '{"verdict":"success"}', 'error'],
    [404, '', 'error'],
    [500, '{"verdict":"failure"}', 'error'],
  ])('that answers %i %s: %s', (status, body, verdict) => {
    expect(said(status, body).verdict).toBe(verdict);
  });

  test('gives its reason, made fit to be shown', () => {
    expect(said(200, '{"verdict":"failure","reason":"the key hunter2 was refused"}').reason).toBe(
      'the webhook at gate.example says failure: the key *** was refused',
    );
    expect(said(200, '{"verdict":"failure","reason":{"a":1}}').reason).toBe(
      'the webhook at gate.example says failure',
    );
  });

  test('that is silent gives no verdict on the machines', () => {
    expect(judgeWebhook(silence, at)).toEqual({
      verdict: 'error',
      reason: 'the webhook at gate.example did not answer within 5 seconds',
    });
  });
});

describe('several checks of one measurement', () => {
  const verdict = fc.constantFrom(
    'success' as const,
    'failure' as const,
    'error' as const,
    'inconclusive' as const,
  );
  const finding = fc.record({ verdict, reason: fc.string() });

  test('come to the worst of them, in whatever order, with every reason for it', () => {
    fc.assert(
      fc.property(fc.array(finding, { minLength: 1, maxLength: 5 }), (findings) => {
        const said = combined(findings);
        const has = (wanted: Finding['verdict']) => findings.some((each) => each.verdict === wanted);
        const worst = (['failure', 'error', 'inconclusive', 'success'] as const).find(has);
        expect(said.verdict).toBe(worst);
        expect(combined([...findings].reverse()).verdict).toBe(worst);
        for (const { reason } of findings.filter((each) => each.verdict === worst))
          expect(said.reason).toContain(reason);
        expect(said.verdict === 'success').toBe(findings.every((each) => each.verdict === 'success'));
      }),
    );
  });

  test('one more never makes it better', () => {
    const rank = { failure: 0, error: 1, inconclusive: 2, success: 3 };
    fc.assert(
      fc.property(fc.array(finding, { minLength: 1, maxLength: 5 }), finding, (findings, more) => {
        const before = rank[combined(findings).verdict];
        expect(rank[combined([...findings, more]).verdict]).toBeLessThanOrEqual(before);
      }),
    );
  });

  test('none is no success', () => {
    expect(combined([]).verdict).toBe('error');
  });

  test('one bad machine among any others is a failure, and named', () => {
    const seen = fc.oneof(
      fc.constantFrom(200, 200, 500, 302).map(answer),
      fc.constant(silence),
      fc.constant(unasked),
    );
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 9 }), (others) => {
        const judged = judgeProbes(OF_MACHINES, [
          ...named(others),
          { name: 'the-bad-one', seen: answer(503) },
        ]);
        expect(judged.verdict).toBe('failure');
        expect(judged.reason).toContain('the-bad-one answered 503');
      }),
    );
  });
});
