import type { Step } from './call.ts';
import { hearBell, type Life, now } from './life.ts';
import { bringTurnForward, giveTurn } from './turn.ts';

/** With nothing to do before the bell rings; the timer that reconciles rings it every few minutes. */
export const NEVER = Infinity;

/** So many turns of a rollout in one life; then the next one begins with an empty history. */
export const TURNS_PER_LIFE = 40;

interface How {
  /** A ring does not shorten it. */
  deaf?: boolean;
  /** It ends early when the fleet's rollout has had so many turns in this life. */
  turns?: number;
}

/**
 * Every wait of a fleet, in a durable timer: until a moment, or until the bell rings. A ring is kept (`life.rung`) for
 * whoever looks into the inbox next. Meanwhile the fleet's rollout has its turns: so the two never write at once, and
 * neither waits for the other.
 */
export function* rest(
  life: Life,
  until: number,
  { deaf = false, turns = Infinity }: How = {},
): Step<'rung' | 'rested'> {
  // A timer knows whole milliseconds; one that fired before `until` would be set again and again.
  const end = Math.ceil(until);
  for (;;) {
    yield* giveTurnIfDue(life);
    if (life.rung && !deaf) return 'rung';
    if (now(life) >= end || life.rollout.taken >= turns) return 'rested';
    yield* restUntil(life, Math.min(end, life.rollout.at), deaf);
  }
}

function* giveTurnIfDue(life: Life): Step<void> {
  hearBell(life);
  if (life.rung) bringTurnForward(life);
  if (now(life) >= life.rollout.at) yield* giveTurn(life);
  hearBell(life);
}

function* restUntil(life: Life, until: number, deaf: boolean): Step<void> {
  if (until === NEVER) yield life.bell;
  else if (until > now(life)) yield* timerOrBell(life, until, deaf);
}

/** Neither a timer nor an activity may go into a second `any`: each rest makes its own timer. */
function* timerOrBell({ context, bell }: Life, until: number, deaf: boolean): Step<void> {
  const timer = context.df.createTimer(new Date(until));
  if (deaf) yield timer;
  else yield context.df.Task.any([bell, timer]);
  if (!timer.isCompleted) timer.cancel();
}
