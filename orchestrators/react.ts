import type { ReactionSummary } from '../shared/contracts/activities.ts';
import type { HintBatch } from '../shared/contracts/hint.ts';
import type { Problem } from '../shared/contracts/problem.ts';
import type { ReactionOutcome } from '../shared/contracts/reaction.ts';
import type { Step } from './steps/call.ts';
import { checkTheOthers } from './steps/check-health.ts';
import { deployWhatIsDue } from './steps/deploy.ts';
import { letGoOfFormer } from './steps/former.ts';
import { hintsAreTaken } from './steps/hints.ts';
import { type Life, now } from './steps/life.ts';
import { waitForNewcomers } from './steps/newcomers.ts';
import { patiently, Stopped } from './steps/patiently.ts';
import { pruneTheGone } from './steps/prune.ts';
import { beginRound, lookOf, occasion, type Round } from './steps/round.ts';

interface Ending {
  outcome: ReactionOutcome;
  reason: string;
  problem?: Problem;
}

export interface Order {
  reactionId: string;
  hints: HintBatch;
}

/** Reacts to whatever the hints were about, from the first look to the deployment request, and says how it ended. */
export function* react(life: Life, order: Order): Step<ReactionSummary> {
  let ending: Ending;
  try {
    ending = yield* bringFleetUpToDate(life, order);
  } catch (error) {
    ending = stoppedBy(error);
  }
  if (ending.problem?.code === 'scaleSetNotFound') ending = yield* withoutScaleSet(life, order, ending);
  return yield* patiently(life, 'closeReaction', { ...occasion(life, order), ...ending });
}

/** The business, told once. Pruning comes last: it needs a second look, and a new machine must not wait for that. */
function* bringFleetUpToDate(life: Life, order: Order): Step<Ending> {
  const round = yield* open(life, order);
  const inTime = yield* waitForNewcomers(life, round);
  if (!inTime && round.policy.onDeadline === 'fail') {
    const { waitingFor, left } = lookOf(round);
    return { outcome: 'timedOut', reason: `gave up at the deadline: ${waitingFor || left}` };
  }
  let deployments = yield* deployWhatIsDue(life, round);
  const recovered = yield* checkTheOthers(life, round);
  if (recovered > 0) deployments += yield* deployWhatIsDue(life, round);
  const { pruned, ask } = yield* pruneTheGone(life, round);
  const left = round.former === 0 ? 0 : yield* letGoOfFormer(life, { ...round, vanished: false });
  return { outcome: outcomeOf(deployments, pruned + left, round), reason: reasonOf(round, inTime, ask) };
}

/** The scale set is no more: nothing can be done for it, but its targets can be let go. */
function* withoutScaleSet(life: Life, { reactionId }: Order, ending: Ending): Step<Ending> {
  try {
    const pruned = yield* letGoOfFormer(life, { reactionId, vanished: true });
    return pruned === 0 ? ending : { ...ending, outcome: 'settled', reason: `${pruned} targets were let go` };
  } catch (error) {
    return stoppedBy(error);
  }
}

/** Takes the hints out of the inbox once the reaction is on record, and before the first look, which answers them all. */
function* open(life: Life, { reactionId, hints }: Order): Step<Round> {
  const startedAt = new Date(now(life)).toISOString();
  hintsAreTaken(life);
  const policy = yield* patiently(life, 'openReaction', { fleet: life.fleet, reactionId, hints });
  return beginRound({ reactionId, startedAt, policy });
}

function outcomeOf(deployments: number, pruned: number, round: Round): ReactionOutcome {
  if (deployments > 0) return 'deploying';
  return pruned > 0 || lookOf(round).newcomers > 0 ? 'settled' : 'nothingToDo';
}

function reasonOf(round: Round, inTime: boolean, ask: string | undefined): string {
  const { ready, capacity, failed, stopped, waitingFor, left } = lookOf(round);
  return [
    `${ready} of ${capacity} instances are ready`,
    ...(failed > 0 ? [`, ${failed} failed`] : []),
    ...(stopped > 0 ? [`, ${stopped} off`] : []),
    ...(inTime || waitingFor === '' ? [] : [`; went on at the deadline although ${waitingFor}`]),
    ...(left === '' ? [] : [`; went on without ${left}`]),
    ...(ask === undefined ? [] : [`; nothing was removed: ${ask}`]),
  ].join('');
}

function stoppedBy(error: unknown): Ending {
  if (error instanceof Stopped) return { outcome: 'blocked', reason: error.message, problem: error.problem };
  const message = error instanceof Error ? error.message : String(error);
  const nextStep = 'Please report this with the fleet’s timeline; the next reconciliation tries again.';
  return {
    outcome: 'blocked',
    reason: 'the reaction failed unexpectedly',
    problem: { kind: 'Bug', code: 'reactionFailed', message: message.slice(0, 500), nextStep },
  };
}
