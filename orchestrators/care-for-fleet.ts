import type { OrchestrationContext } from 'durable-functions';
import type { ReactionSummary } from '../shared/contracts/activities.ts';
import { react } from './react.ts';
import type { Step } from './steps/call.ts';
import { followDeploymentsUntilRung } from './steps/deploy.ts';
import { type Doorbell, hangDoorbell, sleepUnlessRung, untilRung } from './steps/doorbell.ts';
import { patiently, Stopped } from './steps/patiently.ts';

/** What one life of the orchestration hands to the next. */
export interface CareInput {
  fleet: string;
  last?: ReactionSummary;
}

const AFTER_A_PROBLEM_SECONDS = 120;

/**
 * Cares for one fleet, for as long as there is that fleet: takes all waiting hints as one reaction, follows the
 * deployments, rests until somebody rings, and starts over. Being the only one who does, it is the fleet's one writer
 * (rule 8). Hints wait in the inbox, so none is lost when it starts over.
 */
export function* careForFleet(context: OrchestrationContext): Step<string | undefined> {
  const { fleet, last } = context.df.getInput<CareInput>();
  context.df.setCustomStatus({ phase: 'resting', lastReaction: last ?? null });
  const bell = hangDoorbell(context);
  try {
    const reaction = yield* careOnce(context, { fleet, ...(last ? { last } : {}) }, bell);
    if (reaction === 'ended') return `There is no fleet ${fleet} any more.`;
    context.df.continueAsNew({ fleet, ...(reaction ? { last: reaction } : {}) });
  } catch (error) {
    // Our own store or Octopus stayed out of reach; what waited is still in the inbox or in the ledger.
    if (!(error instanceof Stopped)) throw error;
    yield* sleepUnlessRung(context, bell, AFTER_A_PROBLEM_SECONDS);
    context.df.continueAsNew({ fleet, ...(last ? { last } : {}) });
  }
  return undefined;
}

function* careOnce(
  context: OrchestrationContext,
  { fleet, last }: CareInput,
  bell: Doorbell,
): Step<ReactionSummary | undefined | 'ended'> {
  const hints = yield* patiently(context, 'collectHints', { fleet });
  if (!hints) return 'ended';
  let reaction = last;
  if (hints.count > 0) {
    const reactionId = reactionIdAt(fleet, context.df.currentUtcDateTime);
    context.df.setCustomStatus({ phase: 'reacting', reactionId, lastReaction: last ?? null });
    reaction = yield* react(context, { fleet, reactionId, hints, bell });
    context.df.setCustomStatus({ phase: 'resting', lastReaction: reaction });
  }
  if (reaction) yield* followDeploymentsUntilRung(context, { fleet, reactionId: reaction.id }, bell);
  else yield* untilRung(context, bell);
  return reaction;
}

/** Sorts by time, tells people when it was, and cannot be taken by another reaction of the fleet. */
function reactionIdAt(fleet: string, now: Date): string {
  return `${fleet}-${now.toISOString().replaceAll(/[-:.]/g, '')}`;
}
