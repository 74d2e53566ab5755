import type { Activities, ActivityName } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { call, type Step, type Told } from './call.ts';
import { after, type Life, now, SOONEST_LOOK_SECONDS } from './life.ts';
import { rest } from './rest.ts';

/** Longer than any restart or maintenance window one should sleep through, shorter than a night. */
const PATIENCE_MINUTES = 45;
const LONGEST_PAUSE_SECONDS = 60;
/** Whatever the other side asks for: longer than any wait that Azure or Octopus were seen to mean (1,235 s). */
export const LONGEST_ASKED_SECONDS = 30 * 60;
/** A wait that is over sooner need not be told. */
const SHOWN_FROM_SECONDS = 60;

/** Ends a reaction early because of a problem that waiting does not solve; caught where the reaction is closed. */
export class Stopped extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'Stopped';
    this.problem = problem;
  }
}

type Value<N extends ActivityName> = Extract<Activities[N]['output'], { ok: true }>['value'];

/**
 * Calls an activity until it has an answer: what is only passing (rate limits, maintenance, a broken line) is waited
 * out in durable timers, so no task slot is held (R15). Throws `Stopped` for any other problem, or when patience ends.
 */
export function* patiently<N extends ActivityName>(life: Life, name: N, input: Told<N>): Step<Value<N>> {
  const giveUpAt = after(life, PATIENCE_MINUTES * 60);
  for (let pause = 5; ; pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS)) {
    const answer = yield* call(life, name, input);
    if (answer.ok) {
      yield* showNoWait(life);
      return answer.value;
    }
    if (!isPassing(answer.problem) || now(life) >= giveUpAt) throw new Stopped(answer.problem);
    const asked = Math.min(answer.problem.retryAfterSeconds ?? 0, LONGEST_ASKED_SECONDS);
    yield* waitOut(life, answer.problem, Math.min(giveUpAt, after(life, Math.max(pause, asked))));
  }
}

/** Nobody need act: it goes away by waiting. */
export function isPassing({ kind }: Problem): boolean {
  return kind === 'Transient' || kind === 'Conflict';
}

/**
 * Waits until then, or until an operator asks. Any other ring shortens nothing: the other side asked for this wait, or
 * it is short. What rang is not forgotten: before anything is decided by what Azure showed, Azure is looked at again.
 */
export function* waitOut(life: Life, problem: Problem, until: number): Step<void> {
  if (until - now(life) >= SHOWN_FROM_SECONDS * 1000) yield* showWait(life, problem, until);
  while ((yield* rest(life, until)) === 'rung') {
    // Not at once: a storm of rings must not become a storm of looks into the inbox.
    yield* rest(life, Math.min(until, after(life, SOONEST_LOOK_SECONDS)), { deaf: true });
    if (now(life) >= until || (yield* operatorAsks(life))) return;
  }
}

/** Looks into the inbox without taking anything; an operator's word counts once. */
function* operatorAsks(life: Life): Step<boolean> {
  life.rung = false;
  const seen = yield* call(life, 'collectHints', { fleet: life.fleet });
  // Our own store may be what is waited for; then the next life finds what came.
  life.unread = !seen.ok || (seen.value?.count ?? 0) > 0;
  const asked = seen.ok ? (seen.value?.sources['operator'] ?? 0) : 0;
  const isNew = asked > life.obeyed;
  life.obeyed = asked;
  return isNew;
}

function* showWait(life: Life, { code, message }: Problem, until: number): Step<void> {
  const waiting = { code, reason: message, until: new Date(until).toISOString() };
  yield* call(life, 'tellWait', { fleet: life.fleet, waiting });
  life.waitIsShown = true;
}

function* showNoWait(life: Life): Step<void> {
  if (!life.waitIsShown) return;
  life.waitIsShown = false;
  yield* call(life, 'tellWait', { fleet: life.fleet });
}
