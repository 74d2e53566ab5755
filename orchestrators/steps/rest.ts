import type { Step } from './call.ts';
import { hearBell, type Life, now } from './life.ts';

/** A ringing bell must not make us look at a scale set more often than ARM's limits allow. */
export const SOONEST_LOOK_SECONDS = 6;

/** With nothing to do before the bell rings; the timer that reconciles rings it every few minutes. */
export const NEVER = Infinity;

/**
 * Every wait of a fleet, in a durable timer: until a moment, or until the bell rings. A ring is kept (`life.rung`) for
 * whoever looks into the inbox next, and does not shorten a `deaf` wait.
 */
export function* rest(life: Life, until: number, { deaf = false } = {}): Step<'rung' | 'rested'> {
  hearBell(life);
  if (life.rung && !deaf) return 'rung';
  if (now(life) >= until) return 'rested';
  if (until === NEVER) return yield* restUntilRung(life);
  yield* timerOrBell(life, until, deaf);
  hearBell(life);
  return life.rung && !deaf ? 'rung' : 'rested';
}

/** Neither a timer nor an activity may go into a second `any`: each rest makes its own timer. */
function* timerOrBell({ context, bell }: Life, until: number, deaf: boolean): Step<void> {
  const timer = context.df.createTimer(new Date(until));
  if (deaf) yield timer;
  else yield context.df.Task.any([bell, timer]);
  if (!timer.isCompleted) timer.cancel();
}

function* restUntilRung(life: Life): Step<'rung'> {
  yield life.bell;
  hearBell(life);
  return 'rung';
}
