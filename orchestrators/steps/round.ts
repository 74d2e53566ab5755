import type { Look, ReactionPolicy } from '../../shared/contracts/activities.ts';
import type { Life } from './life.ts';

/** One reaction under way: by which rules, what Azure showed so far, and what is to be done when. Times in milliseconds. */
export interface Round {
  readonly reactionId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly policy: ReactionPolicy;
  /** The newest look; set by the first one. */
  look: Look | undefined;
  /** When the next look is worth its call. */
  lookAt: number;
  /** A hint came since: the capacity may be another now, so the next look reads the scale set itself as well. */
  isStale: boolean;
  /** Since when the list of instances has been the same (ISO 8601). */
  sameSince: string;
  /** Ready instances that may still answer, or register themselves, in time; and when that is tried again. */
  unanswered: number;
  registerAt: number;
  /** The look whose ready instances were tried to register last. */
  triedAt?: string;
  /** Health checks under way, and when the next may begin. */
  checks: Check[];
  checkAt: number;
  /** New targets that may still become healthy in time. */
  ailing: number;
  /** Some newcomer is healthy and waits for the others; since when none of them has moved. */
  isHeldUp: boolean;
  movedAt: number;
  /** Owned targets that no instance stands behind. */
  orphans: number;
  /** Machines of scale sets that the fleet was pointed at before. */
  former: number;
}

export interface Check {
  taskId: string;
  begunAt: number;
  pollAt: number;
  polls: number;
}

export function beginRound(order: Pick<Round, 'reactionId' | 'startedAt' | 'policy'>): Round {
  const movedAt = Date.parse(order.startedAt);
  return {
    ...order,
    ...{ look: undefined, lookAt: 0, isStale: false, sameSince: order.startedAt },
    ...{ unanswered: 0, registerAt: Infinity, checks: [], checkAt: 0, ailing: 0 },
    ...{ isHeldUp: false, movedAt, orphans: 0, former: 0 },
  };
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
