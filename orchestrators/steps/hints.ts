import type { HintBatch } from '../../shared/contracts/hint.ts';
import type { Step } from './call.ts';
import type { Life } from './life.ts';
import { patiently } from './patiently.ts';
import { occasion, type Round } from './round.ts';
import { expectRollout } from './turn.ts';

/** All hints that wait; `undefined` when there is no such fleet any more. */
export function* collectHints(life: Life): Step<HintBatch | undefined> {
  // Before the question: a ring that comes meanwhile is one more.
  life.rung = false;
  const isKnown = life.rollout.next !== undefined;
  const input = isKnown ? { fleet: life.fleet } : { fleet: life.fleet, asksForRollout: true as const };
  const collected = yield* patiently(life, 'collectHints', input);
  if (!collected) return undefined;
  const { rolloutUnderWay, ...hints } = collected;
  life.unread = hints.count > 0;
  if (rolloutUnderWay !== undefined) expectRollout(life, rolloutUnderWay);
  return hints;
}

/** Said before they are: of those that come meanwhile, whoever looks into the inbox takes note. */
export function hintsAreTaken(life: Life): void {
  life.unread = false;
  life.obeyed = 0;
}

/** What came while the reaction waits becomes its own: the look that follows answers it. */
export function* takeHintsAlong(life: Life, round: Round): Step<void> {
  const hints = yield* collectHints(life);
  if (!hints || hints.count === 0) return;
  hintsAreTaken(life);
  yield* patiently(life, 'addHints', { ...occasion(life, round), hints });
  round.isStale = true;
}
