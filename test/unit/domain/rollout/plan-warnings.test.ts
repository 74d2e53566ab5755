import { expect, test } from '@jest/globals';
import { planRollout } from '../../../../shared/domain/rollout/plan-rollout.ts';
import { planWarnings } from '../../../../shared/domain/rollout/plan-warnings.ts';
import { PretendWorld } from './pretend-world.ts';
import { policyOf } from './rollout-run.ts';

function warningsOf(canary: object): string[] {
  const world = new PretendWorld({ stable: 4, hasAutoscale: false, isBlueGreen: false });
  const planned = planRollout(policyOf({ canary }), world.survey(), { keep: 3 });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  return planWarnings(planned.plan).map(({ code, message }) => `${code}: ${message.slice(0, 14)}`);
}

test.each([
  [
    'oldFirst to all in one step',
    { resize: 'oldFirst', steps: [{ upgrade: '100%' }] },
    ['nobodyServes: In step 2 of 2'],
  ],
  ['oldFirst by halves', { resize: 'oldFirst', steps: [{ upgrade: '50%' }, { upgrade: '100%' }] }, []],
  ['newFirst to all in one step', { resize: 'newFirst', steps: [{ upgrade: '100%' }] }, []],
])('%s', (_, canary, warnings) => {
  expect(warningsOf(canary)).toEqual(warnings);
});
