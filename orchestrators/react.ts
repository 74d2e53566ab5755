import type { OrchestrationContext } from 'durable-functions';
import type { ReactionSummary } from '../shared/contracts/activities.ts';
import type { HintBatch } from '../shared/contracts/hint.ts';
import type { Problem } from '../shared/contracts/problem.ts';
import type { ReactionOutcome } from '../shared/contracts/reaction.ts';
import type { Step } from './steps/call.ts';
import { checkHealthOfNew } from './steps/check-health.ts';
import { deployWhatIsDue } from './steps/deploy.ts';
import type { Doorbell } from './steps/doorbell.ts';
import { changesBeforeStable, waitUntilProvisioned } from './steps/look.ts';
import { patiently, Stopped } from './steps/patiently.ts';
import { pruneTheGone } from './steps/prune.ts';
import { waitForRegistrations } from './steps/register.ts';
import { lookOf, occasion, type Round } from './steps/round.ts';

interface Ending {
  outcome: ReactionOutcome;
  reason: string;
  problem?: Problem;
}

export interface Order {
  fleet: string;
  reactionId: string;
  hints: HintBatch;
  bell: Doorbell;
}

/** Reacts to whatever the hints were about, from the first look to the deployment request, and says how it ended. */
export function* react(context: OrchestrationContext, order: Order): Step<ReactionSummary> {
  const { fleet, reactionId } = order;
  let ending: Ending;
  try {
    ending = yield* bringFleetUpToDate(context, order);
  } catch (error) {
    ending = stoppedBy(error);
  }
  return yield* patiently(context, 'closeReaction', { fleet, reactionId, ...ending });
}

/** The business, told once. Pruning comes last: it needs a second look, and a new machine must not wait for that. */
function* bringFleetUpToDate(context: OrchestrationContext, order: Order): Step<Ending> {
  const round = yield* open(context, order);
  let provisioned: boolean;
  do {
    provisioned = yield* waitUntilProvisioned(context, round);
    if (!provisioned && round.policy.onDeadline === 'fail') {
      return { outcome: 'timedOut', reason: `gave up at the deadline: ${lookOf(round).waitingFor}` };
    }
    yield* waitForRegistrations(context, round);
    yield* checkHealthOfNew(context, round);
  } while (provisioned && (yield* changesBeforeStable(context, round)));
  const deployments = yield* deployWhatIsDue(context, occasion(round));
  const { pruned, ask } = yield* pruneTheGone(context, round);
  return { outcome: outcomeOf(deployments, pruned, round), reason: reasonOf(round, provisioned, ask) };
}

/** The hints are cleared only now that the reaction is on record, and before the first look, which answers them all. */
function* open(context: OrchestrationContext, { fleet, reactionId, hints, bell }: Order): Step<Round> {
  const startedAt = context.df.currentUtcDateTime.toISOString();
  const policy = yield* patiently(context, 'openReaction', { fleet, reactionId, hints });
  yield* patiently(context, 'clearHints', { fleet, through: hints.through });
  return {
    ...{ fleet, reactionId, startedAt, policy, bell },
    ...{ look: undefined, isStale: false, sameSince: startedAt, samples: [], orphans: 0 },
    approvedRemovals: hints.approvedRemovals,
  };
}

function outcomeOf(deployments: number, pruned: number, round: Round): ReactionOutcome {
  if (deployments > 0) return 'deploying';
  return pruned > 0 || lookOf(round).newcomers > 0 ? 'settled' : 'nothingToDo';
}

function reasonOf(round: Round, provisioned: boolean, ask: string | undefined): string {
  const { ready, capacity, failed, waitingFor } = lookOf(round);
  const count = `${ready} of ${capacity} instances are ready${failed > 0 ? `, ${failed} failed` : ''}`;
  const late = provisioned ? '' : `; went on at the deadline although ${waitingFor}`;
  return `${count}${late}${ask === undefined ? '' : `; nothing was removed: ${ask}`}`;
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
