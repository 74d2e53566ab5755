import type { Activities, ReactionSummary } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { call, type Step } from './call.ts';
import { after, type Life, now } from './life.ts';
import { freshLook, isFresh, isRecent } from './look.ts';
import { isPassing, LONGEST_ASKED_SECONDS, patiently, Stopped, waitOut } from './patiently.ts';
import { rest, TURNS_PER_LIFE } from './rest.ts';
import { lookOf, occasion, type Round } from './round.ts';

/** After so many rounds the orchestration starts over with an empty history. */
const ROUNDS_PER_LIFE = 50;
const LONGEST_PAUSE_SECONDS = 60;
/** Hardly a deployment is over sooner. */
const FIRST_PAUSE_SECONDS = 15;
/** However often the bell rings between planning and asking, a look that recent will do in the end. */
const LOOKS = 3;
const PATIENCE_MINUTES = 45;
/** What kept a deployment from being asked for is not gone in seconds. */
const AFTER_TROUBLE_SECONDS = 120;

/**
 * Asks for whatever release is due on whichever instances; answers how many deployments that made. What is asked rests on
 * a fresh look (rule 7): when Octopus was away between planning and asking, or the bell rang, Azure is looked at again, and
 * who is gone by then is not in the request.
 */
export function* deployWhatIsDue(life: Life, round: Round): Step<number> {
  const giveUpAt = after(life, PATIENCE_MINUTES * 60);
  let problem = NEVER_FRESH;
  for (let tries = 1; tries === 1 || now(life) < giveUpAt; tries++) {
    yield* freshLook(life, round);
    const { planned } = yield* patiently(life, 'planDeployments', occasion(life, round));
    if (planned === 0) return 0;
    if (!(tries < LOOKS ? isFresh(life, round) : isRecent(life, round))) continue;
    const answer = yield* askForThem(life, round);
    if (answer.ok) return answer.value.requested;
    ({ problem } = answer);
    if (problem.code === NEVER_FRESH.code) continue;
    if (!isPassing(problem)) break;
    yield* waitOut(life, problem, waitUntil(life, tries, problem.retryAfterSeconds));
  }
  throw new Stopped(problem);
}

/** What is planned stays on record, whatever the answer. */
function* askForThem(life: Life, round: Round): Step<Activities['requestDeployments']['output']> {
  const lookedAt = lookOf(round).at;
  const answer = yield* call(life, 'requestDeployments', { ...occasion(life, round), lookedAt });
  if (!answer.ok || !answer.value.isStale) return answer;
  round.isStale = true;
  return { ok: false, problem: NEVER_FRESH };
}

/** Planning, or asking, takes longer each time than a look is good for. */
const NEVER_FRESH: Problem = {
  kind: 'Transient',
  code: 'lookNeverFresh',
  message: `For ${PATIENCE_MINUTES} minutes every look at Azure was too old by the time it was to be deployed by.`,
  nextStep:
    'The next reconciliation tries again. If it stays so: see why Octopus, or this app, takes minutes for an answer.',
};

/** A wait that the other side did not ask for is short at first. */
function waitUntil(life: Life, tries: number, asked = 0): number {
  const pause = Math.min(5 * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS);
  return after(life, Math.max(pause, Math.min(asked, LONGEST_ASKED_SECONDS)));
}

/**
 * Follows the deployments to their ends, and then rests until the bell rings. A hint interrupts at once: new instances do
 * not wait for a running deployment. Says `due` when another release may be: the next project, or another attempt.
 */
export function* followDeployments(
  life: Life,
  last: ReactionSummary,
  until: number,
): Step<'due' | 'rung' | 'rested'> {
  const follow = { fleet: life.fleet, reactionId: last.id };
  let pause = firstPause(last);
  for (let round = 0; round < ROUNDS_PER_LIFE; round++) {
    const rested = yield* rest(life, Math.min(until, after(life, pause)));
    if (rested === 'rung' || now(life) >= until) return rested;
    const { open, finished, moreMayBeDue } = yield* patiently(life, 'followDeployments', follow);
    if (moreMayBeDue) return 'due';
    if (open === 0) return yield* rest(life, until, { turns: TURNS_PER_LIFE });
    pause = finished > 0 || round === 0 ? FIRST_PAUSE_SECONDS : Math.min(pause * 1.5, LONGEST_PAUSE_SECONDS);
  }
  return 'rested';
}

function firstPause({ outcome }: ReactionSummary): number {
  if (outcome === 'blocked') return AFTER_TROUBLE_SECONDS;
  return outcome === 'deploying' ? FIRST_PAUSE_SECONDS : 0;
}
