import type { Amount, Resize } from '../../contracts/rollout/policy.ts';

/** Machines of the new and of the stable unit once a step is done. */
export interface Sizes {
  new: number;
  stable: number;
  /** The new unit is complete, and the stable one is no longer needed. */
  isFinal: boolean;
}

export interface SizeInput {
  desired: number;
  /** Machines of the stable unit before the rollout; 0 when there is none. */
  stable: number;
  resize: Resize;
}

/** How many new machines an amount means, counted from the beginning: half up, at least one, none only where 0 is written. */
export function newSize(amount: Amount, desired: number): number {
  if (typeof amount === 'number') return amount;
  const percent = Number.parseFloat(amount);
  if (percent === 0) return 0;
  // In hundredths, so that a half is a half.
  const exact = (Math.round(percent * 100) * desired) / 10_000;
  return Math.min(desired, Math.max(1, Math.floor(exact + 0.5)));
}

/**
 * The sizes after an upgrade step. Before the final one the total is never below what it was before the rollout, and the
 * stable unit is never drained: `newFirst` and `oldFirst` replace one for one, `proportional` keeps of the stable unit
 * the share that the new one has not reached yet.
 */
export function sizesAfter(amount: Amount, { desired, stable, resize }: SizeInput): Sizes {
  const grown = newSize(amount, desired);
  if (grown >= desired) return { new: grown, stable: 0, isFinal: true };
  const replaced = Math.max(stable - grown, Math.min(stable, 1));
  const share = Math.ceil((stable * (desired - grown)) / desired);
  const kept = resize === 'proportional' ? Math.max(replaced, share) : replaced;
  return { new: grown, stable: kept, isFinal: false };
}
