import type { ReactionSummary } from '../contracts/activities.ts';
import type { Reaction, ReactionOutcome } from '../contracts/reaction.ts';

export interface Ended {
  reactionId: string;
  outcome: ReactionOutcome;
  reason: string;
}

const MOST_TARGETS = 100;
const LONGEST_REASON = 500;
/** The Durable extension fails an orchestration whose custom status exceeds 16 KB of UTF-16; other parts need room too. */
const CHARACTERS_FOR_TARGETS = 5000;

/** The end of a reaction, short enough for the durable status at any size of fleet and any length of names. */
export function summarizeReaction(ended: Ended, reaction: Reaction | undefined): ReactionSummary {
  const ids = reaction?.deploymentTargetIds ?? [];
  const names = reaction?.deploymentTargetNames ?? [];
  const shown = howManyFit(ids, names);
  return {
    id: ended.reactionId,
    outcome: ended.outcome,
    reason: ended.reason.slice(0, LONGEST_REASON),
    hasServersToDeployTo: ids.length > 0,
    deploymentTargetIds: ids.slice(0, shown),
    deploymentTargetNames: names.slice(0, shown),
    deploymentTargetCount: ids.length,
  };
}

/** Counted as JSON, and the same number of both, so that an id and its name stay side by side. */
function howManyFit(ids: string[], names: string[]): number {
  let characters = 0;
  const tooMany = ids.findIndex((id, index) => {
    characters += JSON.stringify([id, names[index] ?? '']).length;
    return index >= MOST_TARGETS || characters > CHARACTERS_FOR_TARGETS;
  });
  return tooMany < 0 ? ids.length : tooMany;
}
