import type { HintBatch } from '../../shared/contracts/hint.ts';
import type { Step } from './call.ts';
import type { Life } from './life.ts';
import { patiently } from './patiently.ts';
import { occasion, type Round } from './round.ts';

/** All hints that wait; `undefined` when there is no such fleet any more. */
export function* collectHints(life: Life): Step<HintBatch | undefined> {
  // Before the question: a ring that comes meanwhile is one more.
  life.rung = false;
  const hints = yield* patiently(life, 'collectHints', { fleet: life.fleet });
  life.unread = hints !== null && hints.count > 0;
  return hints ?? undefined;
}

/** Those that were collected are on the reaction's record now. */
export function* clearHints(life: Life, { through }: HintBatch): Step<void> {
  yield* patiently(life, 'clearHints', { fleet: life.fleet, through });
  life.unread = false;
  life.obeyed = 0;
}

/** What came while the reaction waits becomes its own: the look that follows answers it. */
export function* takeHintsAlong(life: Life, round: Round): Step<void> {
  const hints = yield* collectHints(life);
  if (!hints || hints.count === 0) return;
  yield* patiently(life, 'addHints', { ...occasion(life, round), hints });
  yield* clearHints(life, hints);
  round.isStale = true;
  round.approvedRemovals = Math.max(round.approvedRemovals, hints.approvedRemovals);
}
