import type { Look, ReactionPolicy } from '../../shared/contracts/activities.ts';
import type { Life } from './life.ts';

/** One reaction under way: by which rules, and what Azure showed so far. */
export interface Round {
  reactionId: string;
  startedAt: string;
  policy: ReactionPolicy;
  /** The newest look; set by the first one. */
  look: Look | undefined;
  /** A hint came since: the capacity may be another now, so the next look reads the scale set itself as well. */
  isStale: boolean;
  /** Since when the list of instances has been the same (ISO 8601). */
  sameSince: string;
  samples: { at: number; finished: number }[];
  /** Owned targets that no instance stands behind. */
  orphans: number;
  /** Machines of scale sets that the fleet was pointed at before. */
  former: number;
  approvedRemovals: number;
}

/** What every activity of the round is told. */
export function occasion({ fleet }: Life, { reactionId }: Pick<Round, 'reactionId'>) {
  return { fleet, reactionId };
}

/** A look at Azure that has been taken; asking before the first one is a mistake in the orchestration. */
export function lookOf({ look }: Round): Look {
  if (!look) throw new Error('nobody has looked at the scale set yet');
  return look;
}
