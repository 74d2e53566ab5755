import type { OrchestrationContext } from 'durable-functions';
import type { Step } from './call.ts';
import { sleep } from './doorbell.ts';
import { patiently } from './patiently.ts';
import { lookOf, occasion, type Round } from './round.ts';

const RETRY_SECONDS = 15;

/** Brings the ledger in line with the targets there are: adopts those that registered themselves, names orphans. Answers how many may still register. */
export function* syncTargets(context: OrchestrationContext, round: Round): Step<number> {
  const seen = lookOf(round);
  const { at, trustworthy } = seen;
  const synced = yield* patiently(context, 'syncTargets', { ...occasion(round), look: { at, trustworthy } });
  round.orphans = synced.orphans;
  // A target that was removed behind our back leaves its instance without one, which the look could not know.
  round.look = { ...seen, unregistered: synced.unregistered };
  return synced.hopeful;
}

/** Registers every ready instance that can be, in batches. Answers how many others may still follow in time. */
export function* registerReady(context: OrchestrationContext, round: Round): Step<number> {
  if (lookOf(round).unregistered === 0) return 0;
  for (;;) {
    const batch = yield* patiently(context, 'registerTargets', occasion(round));
    if (batch.remaining === 0 || batch.registered === 0) return batch.hopeful;
  }
}

/**
 * Gives Tentacles that do not answer yet, or have not registered themselves yet, their time (R7).
 * Those that miss it are reported, and looked for again in the next reaction.
 */
export function* waitForRegistrations(context: OrchestrationContext, round: Round): Step<void> {
  const until = context.df.currentUtcDateTime.getTime() + round.policy.registrationMinutes * 60_000;
  let hopeful = yield* registerReady(context, round);
  while (hopeful > 0 && context.df.currentUtcDateTime.getTime() < until) {
    yield* sleep(context, RETRY_SECONDS);
    hopeful = yield* syncTargets(context, round);
    if (hopeful > 0) hopeful = yield* registerReady(context, round);
  }
}
