import type { OrchestrationContext } from 'durable-functions';
import type { HealthRound } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';
import { sleep } from './doorbell.ts';
import { patiently } from './patiently.ts';
import { occasion, type Round } from './round.ts';

const SECOND_TRY_SECONDS = 20;
/** Hardly a health check is over sooner, and a new machine waits for every second after that. */
const FIRST_POLL_SECONDS = 5;
const LONGEST_POLL_SECONDS = 15;

/** Has exactly the new targets checked, again while some may still come up in time; the rest is reported (R7). */
export function* checkHealthOfNew(context: OrchestrationContext, round: Round): Step<void> {
  const until = context.df.currentUtcDateTime.getTime() + round.policy.healthMinutes * 60_000;
  for (;;) {
    const { taskId, machines } = yield* patiently(context, 'beginHealthCheck', occasion(round));
    if (taskId === undefined || machines === 0) return;
    const result = yield* untilChecked(context, round, taskId);
    if (result.hopeful === 0 || context.df.currentUtcDateTime.getTime() >= until) return;
    yield* sleep(context, SECOND_TRY_SECONDS);
  }
}

function* untilChecked(context: OrchestrationContext, round: Round, taskId: string): Step<HealthRound> {
  const giveUpAt = context.df.currentUtcDateTime.getTime() + round.policy.healthMinutes * 60_000;
  for (let polls = 0; ; polls++) {
    yield* sleep(context, polls === 0 ? FIRST_POLL_SECONDS : Math.min(polls + 1, LONGEST_POLL_SECONDS));
    const result = yield* patiently(context, 'readHealthCheck', { ...occasion(round), taskId });
    if (result.done || context.df.currentUtcDateTime.getTime() >= giveUpAt) return result;
  }
}
