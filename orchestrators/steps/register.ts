import type { Step } from './call.ts';
import { after, type Life, now } from './life.ts';
import { patiently } from './patiently.ts';
import { lookOf, occasion, type Round } from './round.ts';

const RETRY_SECONDS = 15;

/** Brings the ledger in line with the targets there are: adopts those that registered themselves, names orphans. */
export function* syncTargets(life: Life, round: Round): Step<void> {
  const seen = lookOf(round);
  const { at, trustworthy } = seen;
  const synced = yield* patiently(life, 'syncTargets', {
    ...occasion(life, round),
    look: { at, trustworthy },
  });
  round.orphans = synced.orphans;
  round.former = synced.former ?? 0;
  // A target that was removed behind our back leaves its instance without one, which the look could not know.
  round.look = { ...seen, unregistered: synced.unregistered };
  round.unanswered = synced.hopeful;
  round.checkAt = 0;
}

/**
 * Registers every ready instance that can be, in batches. Tentacles that do not answer yet, or have not registered
 * themselves yet, get their time (R7) and are tried again after a while; those that miss it are reported.
 */
export function* registerReady(life: Life, round: Round): Step<void> {
  const isRetry = round.unanswered > 0 && now(life) >= round.registerAt;
  if (isRetry) yield* syncTargets(life, round);
  const seen = lookOf(round);
  if (seen.unregistered === 0) round.unanswered = 0;
  else if (isRetry || round.triedAt !== seen.at) yield* registerInBatches(life, round);
  else return;
  round.triedAt = seen.at;
  round.registerAt = round.unanswered > 0 ? after(life, RETRY_SECONDS) : Infinity;
}

function* registerInBatches(life: Life, round: Round): Step<void> {
  for (;;) {
    const batch = yield* patiently(life, 'registerTargets', occasion(life, round));
    round.unanswered = batch.hopeful;
    // Even when none is counted: the answer that counted it may have been lost.
    round.checkAt = 0;
    if (batch.registered > 0) round.movedAt = now(life);
    if (batch.remaining === 0 || batch.registered === 0) return;
  }
}
