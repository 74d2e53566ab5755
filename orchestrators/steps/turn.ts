import type { NextTurn } from '../../shared/contracts/rollout/turn.ts';
import { call, type Step } from './call.ts';
import { after, dueAt, type Life, now, SOONEST_LOOK_SECONDS } from './life.ts';

const LONGEST_PAUSE_SECONDS = 60;

/**
 * One turn of the fleet's rollout: decides, and does at most one thing. It never waits, and what happened to the turns before
 * does not matter: the rollout's record says what is next. A turn that could not be taken is only put off.
 */
export function* giveTurn(life: Life): Step<void> {
  const { rollout, fleet } = life;
  rollout.takenAt = now(life);
  rollout.taken += 1;
  try {
    const answer = yield* call(life, rollout.next?.act ?? 'decideTurn', { fleet });
    if (answer.ok) return taken(life, answer.value);
  } catch {
    // The host could not run it, and has logged why; what a turn meets by itself, it answers. The fleet's other work goes on.
  }
  const pause = Math.min(SOONEST_LOOK_SECONDS * 2 ** rollout.unanswered, LONGEST_PAUSE_SECONDS);
  rollout.unanswered += 1;
  rollout.at = after(life, pause);
}

function taken(life: Life, next: NextTurn | null): void {
  const { rollout } = life;
  rollout.next = next;
  rollout.at = dueAt(next);
  rollout.unanswered = 0;
  // The fleet consists of something else now; the inbox has the hint.
  if (next?.stirred) life.rung = true;
}

/** Whoever rang may have brought a command; a storm of rings must not become a storm of turns. */
export function bringTurnForward({ rollout }: Life): void {
  if (rollout.next) rollout.at = Math.min(rollout.at, rollout.takenAt + SOONEST_LOOK_SECONDS * 1000);
}

/** The inbox said whether a rollout is under way; of one that has its turns already nothing new is learnt. */
export function expectRollout({ rollout }: Life, isUnderWay: boolean): void {
  if (rollout.next) return;
  // Whoever goes on before the first turn was taken asks again.
  rollout.next = isUnderWay ? undefined : null;
  rollout.at = isUnderWay ? 0 : Infinity;
}
