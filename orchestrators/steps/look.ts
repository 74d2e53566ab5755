import { secondsToNextLook } from '../../shared/domain/next-look.ts';
import type { Step } from './call.ts';
import { takeHintsAlong } from './hints.ts';
import { after, type Life, now } from './life.ts';
import { patiently } from './patiently.ts';
import { registerReady, syncTargets } from './register.ts';
import { rest, SOONEST_LOOK_SECONDS } from './rest.ts';
import { lookOf, occasion, type Round } from './round.ts';

/** Looks at Azure once; the ledger has the rows, the round what the next decisions need. */
export function* look(life: Life, round: Round): Step<void> {
  const { look: before, startedAt, isStale } = round;
  const known = before && !isStale ? { known: { capacity: before.capacity, mode: before.mode } } : {};
  const seen = yield* patiently(life, 'lookAtScaleSet', { ...occasion(life, round), startedAt, ...known });
  if (before?.membership !== seen.membership) round.sameSince = seen.at;
  round.samples.push({ at: Date.parse(seen.at), finished: seen.ready + seen.failed });
  round.look = seen;
  round.isStale = false;
}

/**
 * Waits until the capacity is reached and every VM is ready or has failed (R2), and registers the ready ones on the
 * way, so that only the last is waited for afterwards. Says false when the deadline came first.
 */
export function* waitUntilProvisioned(life: Life, round: Round): Step<boolean> {
  const deadline = Date.parse(round.startedAt) + round.policy.deadlineMinutes * 60_000;
  if (secondsSinceLook(life, round) >= SOONEST_LOOK_SECONDS) yield* look(life, round);
  yield* syncTargets(life, round);
  for (;;) {
    if (mayRegister(round)) yield* registerReady(life, round);
    if (lookOf(round).complete) return true;
    if (now(life) >= deadline) return false;
    yield* pauseBeforeLook(life, round);
    yield* look(life, round);
  }
}

function secondsSinceLook(life: Life, { look: last }: Round): number {
  return last ? (now(life) - Date.parse(last.at)) / 1000 : Infinity;
}

/** While over-provisioning shows more than the capacity, nobody knows yet which ones will stay. */
function mayRegister(round: Round): boolean {
  const { complete, listed, capacity } = lookOf(round);
  return complete || listed <= capacity;
}

/**
 * Waits until the list of instances has been the same long enough, or until the deadline. Says true as soon as
 * instances come or go instead: then all is to be waited for again, registration and health included.
 */
export function* changesBeforeStable(life: Life, round: Round): Step<boolean> {
  const deadline = Date.parse(round.startedAt) + (round.policy.deadlineMinutes + 5) * 60_000;
  while (!isStable(round) && now(life) < deadline) {
    const { membership } = lookOf(round);
    const stableAt = Date.parse(round.sameSince) + round.policy.stabilitySeconds * 1000;
    yield* rest(life, Math.max(stableAt, after(life, 1)), { deaf: true });
    yield* look(life, round);
    if (!lookOf(round).complete || lookOf(round).membership !== membership) return true;
  }
  return false;
}

/** The ledger is an earlier look as well: with nobody new and nobody missing, one look is enough. */
function isStable(round: Round): boolean {
  const { at, complete, newcomers, missing } = lookOf(round);
  if (!complete) return false;
  if (newcomers === 0 && missing === 0) return true;
  return Date.parse(at) - Date.parse(round.sameSince) >= round.policy.stabilitySeconds * 1000;
}

/** When rung, whatever came in the meantime is taken along: the look that follows answers it. */
function* pauseBeforeLook(life: Life, round: Round): Step<void> {
  const { capacity, remainingCalls, retryAfterSeconds } = lookOf(round);
  const seconds = secondsToNextLook({
    samples: round.samples,
    goal: capacity,
    ...(remainingCalls === undefined ? {} : { remainingCalls }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
  const begun = now(life);
  if ((yield* rest(life, after(life, seconds))) === 'rested') return;
  const least = Math.min(seconds, Math.max(SOONEST_LOOK_SECONDS, retryAfterSeconds ?? 0));
  yield* rest(life, begun + least * 1000, { deaf: true });
  yield* takeHintsAlong(life, round);
}
