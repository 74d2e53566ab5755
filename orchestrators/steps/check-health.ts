import type { Step } from './call.ts';
import { after, type Life, now } from './life.ts';
import { patiently } from './patiently.ts';
import { rest } from './rest.ts';
import { type Check, occasion, type Round } from './round.ts';

const SECOND_TRY_SECONDS = 20;
/** Hardly a health check is over sooner, and a new machine waits for every second after that. */
const FIRST_POLL_SECONDS = 5;
const LONGEST_POLL_SECONDS = 15;

/** Somebody may be new, or ill and tried again after a while. */
export function isCheckDue(life: Life, { checkAt }: Round): boolean {
  return now(life) >= checkAt;
}

/** Has exactly the new targets checked that no check is under way for (R7). */
export function* beginCheckOfNew(life: Life, round: Round): Step<void> {
  const begun = yield* patiently(life, 'beginHealthCheck', { ...occasion(life, round), whose: 'new' });
  round.checkAt = Infinity;
  if (begun.taskId !== undefined) round.checks.push(checkOf(life, begun.taskId));
  // Whoever was ill has lost its target meanwhile: nobody is left who could become healthy.
  else if (round.checks.length === 0) round.ailing = 0;
}

/** Reads the results that are due; the ill are tried again while they may still come up in time. */
export function* readChecks(life: Life, round: Round): Step<void> {
  for (const check of round.checks.filter(({ pollAt }) => pollAt <= now(life))) {
    const result = yield* readCheck(life, round, check);
    if (!result.done) continue;
    round.checks.splice(round.checks.indexOf(check), 1);
    round.ailing = result.hopeful;
    if (result.healthy > 0) {
      round.isHeldUp = true;
      round.movedAt = now(life);
    }
    if (result.hopeful > 0) round.checkAt = Math.min(round.checkAt, after(life, SECOND_TRY_SECONDS));
  }
}

/** When the next result may be there, or somebody be tried again. */
export function nextPollAt({ checks, checkAt }: Round): number {
  return Math.min(checkAt, ...checks.map(({ pollAt }) => pollAt));
}

/**
 * Has the others checked that were not healthy when last seen: those that were off, and those whose health nobody but
 * Octopus's own hourly check would find restored (R18). Nobody waits for them. Answers how many are healthy again.
 */
export function* checkTheOthers(life: Life, round: Round): Step<number> {
  const { taskId } = yield* patiently(life, 'beginHealthCheck', { ...occasion(life, round), whose: 'all' });
  if (taskId === undefined) return 0;
  const check = checkOf(life, taskId);
  for (;;) {
    if ((yield* rest(life, check.pollAt)) === 'rung') return 0;
    const { done, healthy } = yield* readCheck(life, round, check);
    if (done) return healthy;
  }
}

function checkOf(life: Life, taskId: string): Check {
  return { taskId, begunAt: now(life), pollAt: after(life, FIRST_POLL_SECONDS), polls: 0 };
}

/** A check that does not end is given up like one that found nobody healthy. */
function* readCheck(life: Life, round: Round, check: Check) {
  const result = yield* patiently(life, 'readHealthCheck', {
    ...occasion(life, round),
    taskId: check.taskId,
  });
  check.polls += 1;
  check.pollAt = after(life, Math.min(check.polls + 1, LONGEST_POLL_SECONDS));
  const giveUpAt = check.begunAt + round.policy.healthMinutes * 60_000;
  return { ...result, done: result.done || now(life) >= giveUpAt };
}
