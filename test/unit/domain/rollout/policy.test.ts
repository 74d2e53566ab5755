import { describe, expect, test } from '@jest/globals';
import { secondsOf } from '../../../../shared/contracts/rollout/duration.ts';
import { RolloutPolicy } from '../../../../shared/contracts/rollout/policy.ts';
import { filledIn, valuesFor } from '../../../../shared/domain/rollout/parameters.ts';
import { IMAGE } from './rollout-run.ts';

function problemsOf(policy: object): string[] {
  const parsed = RolloutPolicy.safeParse({ fleet: 'shop', image: IMAGE, basic: {}, ...policy });
  return parsed.error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('a policy', () => {
  test.each<[what: string, policy: object, paths: string[]]>([
    ['nothing but a fleet and an image', {}, []],
    ['two strategies', { canary: { steps: [{ upgrade: '100%' }] } }, ['']],
    ['none', { basic: undefined }, ['']],
    ['two images at once', { image: { ...IMAGE, managedImage: 'x' } }, ['image.managedImage', 'image']],
    ['an image that is none', { image: { version: '/subscriptions/s' } }, ['image.version']],
    [
      'a step of two kinds',
      { basic: undefined, canary: { steps: [{ upgrade: 1, bake: { for: 'PT1M' } }] } },
      ['canary.steps.0'],
    ],
    [
      'more than all',
      { basic: undefined, canary: { steps: [{ upgrade: '101%' }] } },
      ['canary.steps.0.upgrade'],
    ],
    ['a duration in months', { timeouts: { overall: 'P1M' } }, ['timeouts.overall']],
    ['sizes that do not fit', { instances: { min: 3, desired: 2, max: 4 } }, ['instances']],
    ['a secret by value', { credentials: { password: 'hunter2' } }, ['credentials.password']],
    ['a verification of nothing', { basic: { verify: {} } }, ['basic.verify']],
    [
      'several things wrong',
      { onFailure: 'retry', timeouts: { steadyState: '20' } },
      ['timeouts.steadyState', 'onFailure'],
    ],
  ])('with %s', (_what, policy, paths) => {
    expect(problemsOf(policy)).toEqual(paths);
  });

  test('says durations in seconds', () => {
    expect(['PT30S', 'PT20M', 'P2D', 'P1W', 'P1DT1H'].map(secondsOf)).toEqual([
      30, 1200, 172_800, 604_800, 90_000,
    ]);
  });
});

describe('parameters', () => {
  test('are filled in anywhere, and a number stays a number', () => {
    const values = new Map<string, string | number>([
      ['size', 3],
      ['fleet.name', 'shop'],
    ]);
    expect(filledIn({ steps: [{ upgrade: '${size}', why: 'of ${fleet.name}: ${size}' }] }, values)).toEqual({
      filled: { steps: [{ upgrade: 3, why: 'of shop: 3' }] },
      missing: [],
    });
  });

  test('that nobody gave are named with the place where they stand', () => {
    expect(filledIn({ a: ['${b}'] }, new Map()).missing).toEqual([{ path: 'a[0]', name: 'b' }]);
  });

  test('are refused all at once', () => {
    const parameters = [
      { name: 'version', type: 'string' as const },
      { name: 'size', type: 'number' as const, default: 2 },
      { name: 'ring', type: 'string' as const, allowed: ['inner', 'outer'] },
    ];
    const { problems, values } = valuesFor(parameters, { ring: 'middle', other: 1 });
    expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual([
      ...['parameters.other parameterUnknown', 'parameters.version parameterMissing'],
      'parameters.ring parameterNotAllowed',
    ]);
    expect(values.get('size')).toBe(2);
  });
});
