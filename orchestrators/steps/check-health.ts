import type { HealthRound } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';
import { after, type Life, now } from './life.ts';
import { patiently } from './patiently.ts';
import { rest } from './rest.ts';
import { occasion, type Round } from './round.ts';

const SECOND_TRY_SECONDS = 20;
/** Hardly a health check is over sooner, and a new machine waits for every second after that. */
const FIRST_POLL_SECONDS = 5;
const LONGEST_POLL_SECONDS = 15;

/** Has exactly the new targets checked, again while some may still come up in time; the rest is reported (R7). */
export function* checkHealthOfNew(life: Life, round: Round): Step<void> {
  const until = after(life, round.policy.healthMinutes * 60);
  for (;;) {
    const { taskId, machines } = yield* patiently(life, 'beginHealthCheck', occasion(life, round));
    if (taskId === undefined || machines === 0) return;
    const result = yield* untilChecked(life, round, taskId);
    if (result.hopeful === 0 || now(life) >= until) return;
    yield* rest(life, after(life, SECOND_TRY_SECONDS), { deaf: true });
  }
}

function* untilChecked(life: Life, round: Round, taskId: string): Step<HealthRound> {
  const giveUpAt = after(life, round.policy.healthMinutes * 60);
  for (let polls = 0; ; polls++) {
    const pause = polls === 0 ? FIRST_POLL_SECONDS : Math.min(polls + 1, LONGEST_POLL_SECONDS);
    yield* rest(life, after(life, pause), { deaf: true });
    const result = yield* patiently(life, 'readHealthCheck', { ...occasion(life, round), taskId });
    if (result.done || now(life) >= giveUpAt) return result;
  }
}
