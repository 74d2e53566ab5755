import type { Check, Plan } from '../../contracts/rollout/plan.ts';
import { capacityOverTime } from './capacity.ts';

/** What a plan does that its owner may not have meant; it is carried out nevertheless. */
export function planWarnings({ steps, newUnit, stableUnit, stableDesired: stable = 0 }: Plan): Check[] {
  if (stableUnit === undefined || stable === 0) return [];
  const points = capacityOverTime(steps, { newUnit, stableUnit, stable });
  const empty = points.find((point) => point.stable + point.new === 0);
  if (!empty) return [];
  return [
    {
      code: 'nobodyServes',
      result: 'warning',
      message: `In step ${empty.step + 1} of ${steps.length} no machine serves until the new ones are there: room is made first.`,
      nextStep: 'Choose resize: newFirst, or upgrade in smaller steps.',
    },
  ];
}
