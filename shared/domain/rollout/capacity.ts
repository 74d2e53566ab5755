import type { CapacityPoint, PlannedStep } from '../../contracts/rollout/plan.ts';

interface Start {
  newUnit: string;
  stableUnit?: string;
  stable: number;
}

/** Machines of old and new after each move of a plan that changes a size, beginning with how it was. */
export function capacityOverTime(
  steps: PlannedStep[],
  { newUnit, stableUnit, stable }: Start,
): CapacityPoint[] {
  const points: CapacityPoint[] = [{ step: -1, move: -1, stable, new: 0 }];
  steps.forEach(({ moves }, step) =>
    moves.forEach((each, move) => {
      const last = points.at(-1);
      if (!last || each.kind !== 'change' || each.change.facet !== 'size') return;
      const { of, to } = each.change;
      if (of === newUnit) points.push({ ...last, step, move, new: to.desired });
      else if (of === stableUnit) points.push({ ...last, step, move, stable: to.desired });
    }),
  );
  return points;
}
