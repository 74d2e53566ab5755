import type { Step } from './call.ts';
import { takeHintsAlong } from './hints.ts';
import { after, hasNews, type Life, now, SOONEST_LOOK_SECONDS } from './life.ts';
import { patiently } from './patiently.ts';
import { rest } from './rest.ts';
import { lookOf, occasion, type Round } from './round.ts';

/** What is asked of Octopus rests on a look that is no older (rule 7). */
const LOOK_GOOD_FOR_SECONDS = 60;

/**
 * Looks at Azure once; the ledger has the rows, the round what the next decisions need. Whatever came in the meantime is
 * taken along: this look answers it.
 */
export function* look(life: Life, round: Round): Step<void> {
  if (hasNews(life)) yield* takeHintsAlong(life, round);
  const { look: before } = round;
  const seen = yield* patiently(life, 'lookAtScaleSet', { ...occasion(life, round), ...knownTo(round) });
  if (before?.membership !== seen.membership) round.sameSince = seen.at;
  if (seen.ready !== before?.ready || seen.listed !== before.listed) round.movedAt = now(life);
  round.look = seen;
  round.isStale = false;
  round.lookAt = nextLookAt(round);
}

/** What need not be found out again. */
function knownTo({ look: before, startedAt, isStale }: Round) {
  const members = before?.members;
  return { startedAt, ...(members ? { members } : {}), ...(isStale ? { isStale } : {}) };
}

/** Right behind the expected end; when all are there, once more when the list may be called stable; else not at all. */
function nextLookAt(round: Round): number {
  const { at, waitingFor, nextInSeconds } = lookOf(round);
  if (waitingFor !== '') return Date.parse(at) + nextInSeconds * 1000;
  if (isStable(round)) return Infinity;
  return Math.max(Date.parse(round.sameSince) + round.policy.stabilitySeconds * 1000, Date.parse(at) + 1000);
}

/** The ledger is an earlier look as well: with nobody new and nobody missing, one look is enough. */
export function isStable(round: Round): boolean {
  const { at, newcomers, missing } = lookOf(round);
  if (newcomers === 0 && missing === 0) return true;
  return Date.parse(at) - Date.parse(round.sameSince) >= round.policy.stabilitySeconds * 1000;
}

/** Looks again unless what is known is fresh: taken a moment ago, and nobody has rung since. */
export function* freshLook(life: Life, round: Round): Step<void> {
  if (isFresh(life, round)) return;
  yield* rest(life, soonestLook(round), { deaf: true });
  yield* look(life, round);
}

export function isFresh(life: Life, round: Round): boolean {
  return !hasNews(life) && !round.isStale && isRecent(life, round);
}

export function isRecent(life: Life, { look: last }: Round): boolean {
  return last !== undefined && now(life) - Date.parse(last.at) <= LOOK_GOOD_FOR_SECONDS * 1000;
}

/** A ring brings the next look forward, yet never against ARM's limits. */
export function soonestLook({ look: last }: Round): number {
  if (!last) return 0;
  const pause = Math.max(SOONEST_LOOK_SECONDS, Math.min(last.retryAfterSeconds, last.nextInSeconds));
  return Date.parse(last.at) + pause * 1000;
}

/** Waits and looks once more, so that two looks are that far apart; a ring ends it without a look. */
export function* secondLook(life: Life, round: Round): Step<'rung' | 'looked'> {
  if ((yield* rest(life, after(life, round.policy.secondLookSeconds))) === 'rung') return 'rung';
  yield* look(life, round);
  return 'looked';
}
