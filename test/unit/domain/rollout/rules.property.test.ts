import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stateOf } from '../../../../shared/domain/rollout/state.ts';
import { completes } from '../../../support/rollout/completes.ts';
import type { Fault } from './pretend-world.ts';
import { run, type Script } from './rollout-run.ts';

const FAULTS: Fault[] = [
  'refused',
  'failsDone',
  'failsUndone',
  'slow',
  'stuck',
  'badMachine',
  'unreachable',
  'measured',
];
const RUNS = 500;
const COMMANDS = [
  'approve',
  'reject',
  'pause',
  'resume',
  'promote',
  'promoteFull',
  'abort',
  'retry',
  'rollback',
] as const;

const verify = { verify: { probe: { url: 'http://{privateIp}/' }, count: 2 } };
const gates = fc.constantFrom(
  verify,
  { pause: { for: 'PT10M' } },
  { pause: { untilApproved: true } },
  { bake: { for: 'PT5M' } },
);
const canary = fc
  .record({
    resize: fc.constantFrom('newFirst', 'oldFirst', 'proportional'),
    amounts: fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { maxLength: 3 }),
    between: fc.array(gates, { minLength: 3, maxLength: 3 }),
  })
  .map(({ resize, amounts, between }) => ({
    canary: {
      resize,
      steps: [
        ...amounts
          .sort((a, b) => a - b)
          .flatMap((each, index) => [{ upgrade: `${each}%` }, between[index] ?? verify]),
        { upgrade: '100%' },
      ],
    },
  }));
const blueGreen = fc.constantFrom('PT0S', 'PT1H').map((after) => ({
  blueGreen: {
    ...{ loadBalancer: 'lb', productionPool: 'production', stagePool: 'stage' },
    steps: [{ upgrade: '100%' }, verify, { swap: {} }, { bake: { for: 'PT10M' } }, { downsize: { after } }],
  },
}));

const scripts: fc.Arbitrary<Script> = fc
  .record({
    stable: fc.integer({ min: 1, max: 8 }),
    desired: fc.integer({ min: 1, max: 8 }),
    hasAutoscale: fc.boolean(),
    strategy: fc.oneof(canary, blueGreen),
    onFailure: fc.constantFrom('rollback', 'pause', 'freeze'),
    faults: fc.array(fc.record({ turn: fc.nat(60), fault: fc.constantFrom(...FAULTS) }), { maxLength: 3 }),
    commands: fc.array(fc.record({ turn: fc.nat(80), command: fc.constantFrom(...COMMANDS) }), {
      maxLength: 4,
    }),
  })
  .map(({ stable, desired, hasAutoscale, strategy, onFailure, faults, commands }) => ({
    start: { stable, hasAutoscale, isBlueGreen: 'blueGreen' in strategy },
    policy: { instances: { min: 0, desired, max: 10 }, onFailure, ...strategy },
    ...{ faults, commands },
  }));

test('every rollout ends, however it goes and whatever is asked of it', () => {
  fc.assert(
    fc.property(scripts, (script) => {
      expect(['succeeded', 'rolledBack', 'blocked']).toContain(stateOf(run(script).rollout));
    }),
    { numRuns: RUNS },
  );
});

test('rule 10: what was rolled back is exactly as it was', () => {
  fc.assert(
    fc.property(scripts, (script) => {
      const { rollout, world, before } = run(script);
      fc.pre(stateOf(rollout) === 'rolledBack');
      expect(world.picture()).toEqual(before);
    }),
    { numRuns: RUNS },
  );
});

test('rule 9: the total is never below what it was before the final step, nor on the way back', () => {
  fc.assert(
    fc.property(scripts, (script) => {
      fc.pre(!JSON.stringify(script.policy).includes('oldFirst'));
      const { course, rollout } = run(script);
      const final = rollout.plan.steps.findIndex((step) => completes(step, rollout.plan));
      for (const { machines, step } of course)
        if (step < final) expect(machines).toBeGreaterThanOrEqual(script.start.stable);
    }),
    { numRuns: RUNS },
  );
});

test('rule 9: production is never empty, unless room is made first', () => {
  fc.assert(
    fc.property(scripts, (script) => {
      fc.pre(!JSON.stringify(script.policy).includes('oldFirst'));
      for (const { inProduction } of run(script).course) expect(inProduction).toBeGreaterThan(0);
    }),
    { numRuns: RUNS },
  );
});

test('rule 11: in every end but one that a person gave up, just the unit that serves is under autoscale, if any was', () => {
  fc.assert(
    fc.property(scripts, (script) => {
      const { rollout, world } = run(script);
      const state = stateOf(rollout);
      fc.pre(
        state === 'rolledBack' || (state === 'succeeded' && rollout.ended?.reason === 'all steps are done'),
      );
      const serving = state === 'rolledBack' ? 'web' : 'web__1';
      const isKept =
        rollout.plan.steps.every(({ kind }) => kind !== 'downsize') && 'blueGreen' in script.policy;
      fc.pre(!isKept);
      expect(world.autoscaled()).toEqual(script.start.hasAutoscale ? [serving] : []);
    }),
    { numRuns: RUNS },
  );
});

test('an abort ends within as many turns as the way back has moves, and some polls for each', () => {
  fc.assert(
    fc.property(scripts, fc.nat(60), (script, turn) => {
      const { turns, rollout } = run({ ...script, faults: [], commands: [{ turn, command: 'abort' }] });
      fc.pre(stateOf(rollout) === 'rolledBack');
      expect(turns - turn).toBeLessThanOrEqual(2 * (rollout.wayBack?.length ?? 0) + 3);
    }),
    { numRuns: RUNS },
  );
});
