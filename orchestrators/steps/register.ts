import type { Step } from './call.ts';
import { after, type Life, now } from './life.ts';
import { patiently } from './patiently.ts';
import { rest } from './rest.ts';
import { lookOf, occasion, type Round } from './round.ts';

const RETRY_SECONDS = 15;

/** Brings the ledger in line with the targets there are: adopts those that registered themselves, names orphans. Answers how many may still register. */
export function* syncTargets(life: Life, round: Round): Step<number> {
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
  return synced.hopeful;
}

/** Registers every ready instance that can be, in batches. Answers how many others may still follow in time. */
export function* registerReady(life: Life, round: Round): Step<number> {
  if (lookOf(round).unregistered === 0) return 0;
  for (;;) {
    const batch = yield* patiently(life, 'registerTargets', occasion(life, round));
    if (batch.remaining === 0 || batch.registered === 0) return batch.hopeful;
  }
}

/**
 * Gives Tentacles that do not answer yet, or have not registered themselves yet, their time (R7).
 * Those that miss it are reported, and looked for again in the next reaction.
 */
export function* waitForRegistrations(life: Life, round: Round): Step<void> {
  const until = after(life, round.policy.registrationMinutes * 60);
  let hopeful = yield* registerReady(life, round);
  while (hopeful > 0 && now(life) < until) {
    yield* rest(life, after(life, RETRY_SECONDS), { deaf: true });
    hopeful = yield* syncTargets(life, round);
    if (hopeful > 0) hopeful = yield* registerReady(life, round);
  }
}
