import type { Problem } from '../problem.ts';
import type { Facet, Facets } from './facets.ts';
import type { Move, Plan } from './plan.ts';
import type { RolloutPolicy } from './policy.ts';

/** Where a rollout wants to go; a command or a failure changes this and nothing else. */
export type Goal = 'forward' | 'back' | 'hold';

export type RolloutState = 'running' | 'paused' | 'succeeded' | 'rollingBack' | 'rolledBack' | 'blocked';

export type RolloutCommand =
  'approve' | 'reject' | 'pause' | 'resume' | 'promote' | 'promoteFull' | 'abort' | 'retry' | 'rollback';

/** A place in a list of moves; `since` (ISO 8601) starts the clock of deadlines. */
export interface Position {
  step: number;
  move: number;
  stepSince: string;
  moveSince: string;
}

/** What a gate has measured so far. */
export interface Tally {
  made: number;
  failures: number;
  errorsInARow: number;
  inconclusive: number;
  /** ISO 8601; not before then. */
  nextAt?: string;
}

/** Why it does not go on by itself, and what ends that. */
export interface Hold {
  kind: 'approval' | 'inconclusive' | 'asked' | 'failed' | 'wayBackFailed';
  since: string;
  /** ISO 8601; absent when it waits for as long as it takes. */
  until?: string;
  onTimeout?: 'rollback' | 'promote' | 'pause';
  why: string;
  /** The direction that it goes on in when resumed. */
  resume: 'forward' | 'back';
}

/** A failure that ended the way forward. */
export interface Failure {
  at: string;
  step: number;
  reason: string;
  problem?: Problem;
}

/** One change as it was made, with what it replaced; written before the change, kept for good. */
export type Entry = {
  [F in Facet]: {
    seq: number;
    step: number;
    direction: 'forward' | 'back';
    facet: F;
    of: string;
    /** Read once, never overwritten. */
    before: Facets[F];
    to: Facets[F];
    /** The provider's token for an operation that is still going on. */
    operation?: string;
    outcome?: 'done' | 'failed';
    at: string;
    why: string;
  };
}[Facet];

/** All that a rollout knows; any life of any version goes on from it. Times are ISO 8601. */
export interface Rollout {
  id: string;
  fleet: string;
  createdAt: string;
  policy: RolloutPolicy;
  plan: Plan;
  goal: Goal;
  position: Position;
  tally?: Tally;
  hold?: Hold;
  failure?: Failure;
  /** Made when it turned back; it is walked like the plan. */
  wayBack?: Move[];
  /** The change that is open; it is awaited before anything else is begun, also when it is not wanted any more. */
  open?: { seq: number; isWanted: boolean; until: string };
  lastSeq: number;
  /** Where the way back ends: absent for the very beginning, else before this step of the plan. */
  backTo?: number;
  /** ISO 8601; nothing is asked of the world before then. */
  nextAt?: string;
  /** When every gate is to be passed by. */
  promotedFully?: true;
  succeededAt?: string;
  ended?: { at: string; reason: string };
}
