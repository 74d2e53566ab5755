import type { Step } from './call.ts';
import { beginCheckOfNew, isCheckDue, nextPollAt, readChecks } from './check-health.ts';
import { hasNews, type Life, now } from './life.ts';
import { isStable, look, soonestLook } from './look.ts';
import { registerReady, syncTargets } from './register.ts';
import { rest } from './rest.ts';
import { lookOf, type Round } from './round.ts';

/** So long somebody who is ready waits for others that do not move: registering, or getting healthy. */
const HELD_UP_SECONDS = 45;

/**
 * Waits until every VM that can be waited for is really there (R2), registered and healthy, and the list is stable. Each
 * is registered and checked as soon as it is ready, while others are still being provisioned, so that only the last is
 * waited for afterwards; one that is late, silent or ill delays only itself. Says false when the deadline came first.
 */
export function* waitForNewcomers(life: Life, round: Round): Step<boolean> {
  const { deadline, end } = boundsOf(round);
  yield* look(life, round);
  yield* syncTargets(life, round);
  for (;;) {
    yield* welcome(life, round);
    const isOver = now(life) >= deadline;
    const isEnough = (isOver || areAllThere(round)) && areAllWell(life, round);
    if (isEnough || isGivenUp(round, isOver) || now(life) >= end) return areAllThere(round);
    yield* restUntilSomethingIsDue(life, round, isOver ? end : deadline);
    if (now(life) >= round.lookAt) yield* look(life, round);
  }
}

/**
 * Who came last before the deadline has its time to register and to get healthy. Machines that are replaced again and again
 * are always new and never beyond hope: without an end nobody else would ever be deployed to, and nothing pruned.
 */
function boundsOf({ startedAt, policy }: Round): { deadline: number; end: number } {
  const deadline = Date.parse(startedAt) + policy.deadlineMinutes * 60_000;
  return { deadline, end: deadline + (policy.registrationMinutes + policy.healthMinutes) * 60_000 };
}

function isGivenUp(round: Round, isOver: boolean): boolean {
  return isOver && round.policy.onDeadline === 'fail' && !areAllThere(round);
}

/** The other fleet policy waits for everybody, also for those who are late. */
function areAllThere(round: Round): boolean {
  const { waitingFor, left } = lookOf(round);
  const others = round.policy.onDeadline === 'fail' ? left : '';
  return waitingFor === '' && others === '' && isStable(round);
}

function* welcome(life: Life, round: Round): Step<void> {
  if (mayRegister(round)) yield* registerReady(life, round);
  yield* readChecks(life, round);
  if (isCheckDue(life, round)) yield* beginCheckOfNew(life, round);
}

/** While over-provisioning shows more than the capacity, nobody knows yet which ones will stay. */
function mayRegister(round: Round): boolean {
  const { waitingFor, listed, leaving, capacity } = lookOf(round);
  return waitingFor === '' || listed - leaving <= capacity;
}

/** Nobody is awaited any more to register or to become healthy, or somebody has waited for such long enough. */
function areAllWell(life: Life, round: Round): boolean {
  const { checks, unanswered, ailing, isHeldUp, movedAt } = round;
  // Those who are only looked after again are tried once: the deployments of the others are followed meanwhile.
  const awaited = lookOf(round).newcomers > 0 ? unanswered + ailing : 0;
  if (checks.length === 0 && awaited === 0) return true;
  return isHeldUp && now(life) - movedAt >= HELD_UP_SECONDS * 1000;
}

function* restUntilSomethingIsDue(life: Life, round: Round, deadline: number): Step<void> {
  const isHeard = hasNews(life);
  if (isHeard) round.lookAt = Math.min(round.lookAt, soonestLook(round));
  const held = round.isHeldUp ? round.movedAt + HELD_UP_SECONDS * 1000 : Infinity;
  const due = [
    round.lookAt,
    nextPollAt(round),
    round.registerAt,
    held > now(life) ? held : Infinity,
    deadline,
  ];
  // Not at once again, whatever is overdue: nothing may turn without a pause.
  const until = Math.max(now(life) + 1000, Math.min(...due));
  if ((yield* rest(life, until, { deaf: isHeard })) === 'rung')
    round.lookAt = Math.min(round.lookAt, soonestLook(round));
}
