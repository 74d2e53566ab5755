import type { OrchestrationContext } from 'durable-functions';
import type { Step } from './call.ts';
import { sleep } from './doorbell.ts';
import { patiently } from './patiently.ts';
import { lookOf, occasion, type Round } from './round.ts';

const RETRY_SECONDS = 15;

/** Brings the ledger in line with the targets there are: adopts those that registered themselves, names orphans. */
export function* syncTargets(context: OrchestrationContext, round: Round): Step<number> {
  const { at, trustworthy } = lookOf(round);
  const synced = yield* patiently(context, 'syncTargets', { ...occasion(round), look: { at, trustworthy } });
  round.orphans = synced.orphans;
  return synced.unregistered;
}

/** Registers every ready instance that can be, in batches. Answers how many are still without a target. */
export function* registerReady(context: OrchestrationContext, round: Round): Step<number> {
  if (lookOf(round).unregistered === 0) return 0;
  for (;;) {
    const batch = yield* patiently(context, 'registerTargets', occasion(round));
    if (batch.remaining === 0 || batch.registered === 0) return batch.remaining;
  }
}

/**
 * Gives Tentacles that do not answer yet, or have not registered themselves yet, their time (R7).
 * Those that miss it are reported, and looked for again in the next reaction.
 */
export function* waitForRegistrations(context: OrchestrationContext, round: Round): Step<void> {
  const until = context.df.currentUtcDateTime.getTime() + round.policy.registrationMinutes * 60_000;
  let missing = yield* registerReady(context, round);
  while (missing > 0 && context.df.currentUtcDateTime.getTime() < until) {
    yield* sleep(context, RETRY_SECONDS);
    missing = yield* syncTargets(context, round);
    if (missing > 0) missing = yield* registerReady(context, round);
  }
}
