import { expect, test } from '@jest/globals';
import type { Move } from '../../../../shared/contracts/rollout/plan.ts';
import { capacityOverTime } from '../../../../shared/domain/rollout/capacity.ts';
import { planRollout } from '../../../../shared/domain/rollout/plan-rollout.ts';
import { PretendWorld, type Start } from './pretend-world.ts';
import { policyOf } from './rollout-run.ts';

const FOUR: Start = { stable: 4, hasAutoscale: true, isBlueGreen: false };

function planned(policy: object, start = FOUR) {
  const result = planRollout(policyOf(policy), new PretendWorld(start).survey(), { keep: 3 });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

function problemsOf(policy: object): string[] {
  const result = planRollout(policyOf(policy), new PretendWorld(FOUR).survey(), { keep: 3 });
  return result.ok ? [] : result.problems.map(({ path, code }) => `${path} ${code}`);
}

function told(move: Move): string {
  switch (move.kind) {
    case 'change':
      return `${move.change.facet} of ${move.change.of}${move.change.facet === 'size' ? ` ${move.change.to.desired}` : ''}`;
    case 'ready':
      return `${move.unit} has ${move.size} ready`;
    case 'level':
      return `${move.unit} as large as ${move.with}`;
    case 'reachable':
      return `${move.unit} is reached`;
    case 'gate':
      return move.gate.kind;
  }
}

test('a canary of 25, 50 and 100 % replaces one for one, and autoscale moves last', () => {
  const steps = ['25%', '50%', '100%'].map((upgrade) => ({ upgrade }));
  const { steps: made, newUnit, stableUnit } = planned({ canary: { steps } });

  expect(made.map(({ kind, moves }) => [kind, ...moves.map(told)])).toEqual([
    ['setup', 'existence of web__1'],
    [
      'upgrade',
      'autoscale of web',
      'size of web__1 1',
      'web__1 has 1 ready',
      'size of web 3',
      'web has 3 ready',
    ],
    [
      'upgrade',
      'autoscale of web',
      'size of web__1 2',
      'web__1 has 2 ready',
      'size of web 2',
      'web has 2 ready',
    ],
    [
      ...[
        'upgrade',
        'autoscale of web',
        'size of web__1 4',
        'web__1 has 4 ready',
        'size of web 0',
        'web has 0 ready',
      ],
      'autoscale of web__1',
    ],
  ]);
  const start = { newUnit, stable: 4, ...(stableUnit === undefined ? {} : { stableUnit }) };
  expect(capacityOverTime(made, start).map((point) => `${point.stable}+${point.new}`)).toEqual([
    '4+0',
    '4+1',
    '3+1',
    '3+2',
    '2+2',
    '2+4',
    '0+4',
  ]);
});

test('old first makes room first', () => {
  const { steps } = planned({ canary: { resize: 'oldFirst', steps: [{ upgrade: 2 }, { upgrade: '100%' }] } });
  expect(steps[1]?.moves.map(told)).toEqual([
    ...['autoscale of web', 'size of web 2', 'web has 2 ready', 'size of web__1 2', 'web__1 has 2 ready'],
  ]);
});

test('blue/green: the new one is in production, and well there, before the old one leaves', () => {
  const blueGreen = { loadBalancer: 'lb', productionPool: 'production', stagePool: 'stage' };
  const { steps, successAt } = planned({ blueGreen }, { ...FOUR, isBlueGreen: true });

  expect(steps.map(({ kind, moves }) => [kind, ...moves.map(told)])).toEqual([
    ['setup', 'existence of web__1'],
    ['upgrade', 'size of web__1 4', 'web__1 has 4 ready'],
    [
      ...[
        'swap',
        'web__1 as large as web',
        'exposure of lb',
        'exposure of lb',
        'web__1 is reached',
        'labels of web__1',
        'wait',
      ],
      ...['autoscale of web', 'exposure of lb', 'web__1 is reached', 'labels of web'],
      'autoscale of web__1',
    ],
    ['downsize', 'size of web 0', 'web has 0 ready'],
  ]);
  expect(successAt).toBe(3);
});

test('steps that no schema can refuse are refused with their path', () => {
  expect(
    problemsOf({ canary: { steps: [{ upgrade: '50%' }, { upgrade: '25%' }, { upgrade: '100%' }] } }),
  ).toEqual(['canary.steps[1].upgrade upgradeShrinks']);
  expect(problemsOf({ canary: { steps: [{ upgrade: '50%' }] } })).toEqual([
    'canary.steps[0].upgrade upgradeIncomplete',
  ]);
  expect(problemsOf({ canary: { steps: [{ upgrade: 9 }] } })).toEqual([
    'canary.steps[0].upgrade upgradeBeyondDesired',
  ]);
  expect(problemsOf({ canary: { steps: [{ pause: { for: 'PT1M' } }] } })).toEqual(['canary.steps noUpgrade']);
  const blueGreen = { loadBalancer: 'lb', productionPool: 'production', stagePool: 'stage' };
  const steps = [{ downsize: {} }, { swap: {} }, { upgrade: '100%' }];
  expect(problemsOf({ blueGreen: { ...blueGreen, steps } })).toEqual([
    'blueGreen.steps[0] downsizeBeforeSwap',
    'blueGreen.steps[2] upgradeAfterSwap',
  ]);
});
