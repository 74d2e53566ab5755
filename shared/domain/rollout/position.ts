import type { Move, PlannedStep } from '../../contracts/rollout/plan.ts';
import type { Rollout } from '../../contracts/rollout/record.ts';

/** The step under way on the way forward; absent behind the last one. */
export function stepOf({ plan, position }: Rollout): PlannedStep | undefined {
  return plan.steps[position.step];
}

/** The move under way, forward or back; absent when none is left in the step, or on the way back. */
export function moveOf(rollout: Rollout): Move | undefined {
  const moves = rollout.goal === 'back' ? rollout.wayBack : stepOf(rollout)?.moves;
  return moves?.[rollout.position.move];
}

/** The same rollout with its current move behind it. */
export function advanced(rollout: Rollout, now: string): Rollout {
  const { tally: _done, nextAt: _past, ...rest } = rollout;
  const { position } = rollout;
  return { ...rest, position: { ...position, move: position.move + 1, moveSince: now } };
}

/** The same rollout with these moves before the current one of its way forward, which take so long. */
export function withMoves(rollout: Rollout, moves: Move[], seconds: number): Rollout {
  const { plan, position } = rollout;
  const steps = plan.steps.map((step, index) => {
    if (index !== position.step) return step;
    const { moves: planned, deadlineSeconds } = step;
    return {
      ...step,
      moves: planned.toSpliced(position.move, 0, ...moves),
      deadlineSeconds: deadlineSeconds + seconds,
    };
  });
  return { ...rollout, plan: { ...plan, steps } };
}

/** The same rollout at the beginning of its next step. */
export function atNextStep(rollout: Rollout, now: string): Rollout {
  const { step: behind, stepSince: began } = rollout.position;
  const step = behind + 1;
  const passed = [...(rollout.passed ?? []), { step: behind, began, ended: now }];
  const succeeded = step === rollout.plan.successAt ? { succeededAt: now } : {};
  return { ...rollout, ...succeeded, passed, position: { step, move: 0, stepSince: now, moveSince: now } };
}

/** What a rollout is for is done; what is left only clears up. */
export function hasSucceeded({ position, plan }: Rollout): boolean {
  return position.step >= plan.successAt;
}

/** The time so many seconds later, as ISO 8601. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString();
}

/** Whether a step of the plan is behind it, or the one that it is in: what is ahead cannot be gone back to. */
export function hasBegun({ position, plan }: Rollout, step: number): boolean {
  return step <= position.step && step < plan.steps.length;
}
