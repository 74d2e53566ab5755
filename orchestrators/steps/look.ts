import type { OrchestrationContext } from 'durable-functions';
import { secondsToNextLook } from '../../shared/domain/next-look.ts';
import type { Step } from './call.ts';
import { sleep, sleepUnlessRung, SOONEST_LOOK_SECONDS } from './doorbell.ts';
import { patiently } from './patiently.ts';
import { registerReady, syncTargets } from './register.ts';
import { lookOf, occasion, type Round } from './round.ts';

/** Looks at Azure once; the ledger has the rows, the round what the next decisions need. */
export function* look(context: OrchestrationContext, round: Round): Step<void> {
  const { look: before, startedAt, isStale } = round;
  const known = before && !isStale ? { known: { capacity: before.capacity, mode: before.mode } } : {};
  const seen = yield* patiently(context, 'lookAtScaleSet', { ...occasion(round), startedAt, ...known });
  if (before?.membership !== seen.membership) round.sameSince = seen.at;
  round.samples.push({ at: Date.parse(seen.at), finished: seen.ready + seen.failed });
  round.look = seen;
  round.isStale = false;
}

/**
 * Waits until the capacity is reached and every VM is ready or has failed (R2), and registers the ready ones on the
 * way, so that only the last is waited for afterwards. Says false when the deadline came first.
 */
export function* waitUntilProvisioned(context: OrchestrationContext, round: Round): Step<boolean> {
  const deadline = Date.parse(round.startedAt) + round.policy.deadlineMinutes * 60_000;
  if (secondsSinceLook(context, round) >= SOONEST_LOOK_SECONDS) yield* look(context, round);
  yield* syncTargets(context, round);
  for (;;) {
    if (mayRegister(round)) yield* registerReady(context, round);
    if (lookOf(round).complete) return true;
    if (context.df.currentUtcDateTime.getTime() >= deadline) return false;
    yield* pauseBeforeLook(context, round);
    yield* look(context, round);
  }
}

function secondsSinceLook(context: OrchestrationContext, { look: last }: Round): number {
  return last ? (context.df.currentUtcDateTime.getTime() - Date.parse(last.at)) / 1000 : Infinity;
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
export function* changesBeforeStable(context: OrchestrationContext, round: Round): Step<boolean> {
  const deadline = Date.parse(round.startedAt) + (round.policy.deadlineMinutes + 5) * 60_000;
  while (!isStable(round) && context.df.currentUtcDateTime.getTime() < deadline) {
    const { membership } = lookOf(round);
    const stableAt = Date.parse(round.sameSince) + round.policy.stabilitySeconds * 1000;
    yield* sleep(context, Math.max(1, (stableAt - context.df.currentUtcDateTime.getTime()) / 1000));
    yield* look(context, round);
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
function* pauseBeforeLook(context: OrchestrationContext, round: Round): Step<void> {
  const { capacity, remainingCalls, retryAfterSeconds } = lookOf(round);
  const seconds = secondsToNextLook({
    samples: round.samples,
    goal: capacity,
    ...(remainingCalls === undefined ? {} : { remainingCalls }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
  const begun = context.df.currentUtcDateTime.getTime();
  if ((yield* sleepUnlessRung(context, round.bell, seconds)) === 'slept') return;
  const waited = (context.df.currentUtcDateTime.getTime() - begun) / 1000;
  const least = Math.max(SOONEST_LOOK_SECONDS, retryAfterSeconds ?? 0);
  if (waited < least) yield* sleep(context, least - waited);
  yield* takeHintsAlong(context, round);
}

function* takeHintsAlong(context: OrchestrationContext, round: Round): Step<void> {
  const hints = yield* patiently(context, 'collectHints', { fleet: round.fleet });
  if (!hints || hints.count === 0) return;
  yield* patiently(context, 'addHints', { ...occasion(round), hints });
  yield* patiently(context, 'clearHints', { fleet: round.fleet, through: hints.through });
  round.isStale = true;
  round.approvedRemovals = Math.max(round.approvedRemovals, hints.approvedRemovals);
}
