import type { OrchestrationContext } from 'durable-functions';
import type { Activities, ActivityName } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { call, type Step, type Told } from './call.ts';
import { sleep } from './doorbell.ts';

/** Longer than any restart or maintenance window one should sleep through, shorter than a night. */
const PATIENCE_MINUTES = 45;
const LONGEST_PAUSE_SECONDS = 60;

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
export function* patiently<N extends ActivityName>(
  context: OrchestrationContext,
  name: N,
  input: Told<N>,
): Step<Value<N>> {
  const giveUpAt = context.df.currentUtcDateTime.getTime() + PATIENCE_MINUTES * 60_000;
  for (let pause = 5; ; pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS)) {
    const answer = yield* call(context, name, input);
    if (answer.ok) return answer.value;
    const { kind, retryAfterSeconds } = answer.problem;
    const passing = kind === 'Transient' || kind === 'Conflict';
    if (!passing || context.df.currentUtcDateTime.getTime() >= giveUpAt) throw new Stopped(answer.problem);
    yield* sleep(context, Math.max(pause, retryAfterSeconds ?? 0));
  }
}
