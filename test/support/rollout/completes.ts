import type { Plan, PlannedStep } from '../../../shared/contracts/rollout/plan.ts';

/** After this step the new unit is complete: the first one that may shrink the total. */
export function completes({ moves }: PlannedStep, { newUnit, desired }: Plan): boolean {
  return moves.some(
    (move) =>
      move.kind === 'change' &&
      move.change.facet === 'size' &&
      move.change.of === newUnit &&
      move.change.to.desired === desired,
  );
}
