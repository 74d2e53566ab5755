import * as z from 'zod';
import { Problem } from '../problem.ts';
import { type Facet, type Facets, FACETS, Size } from './facets.ts';
import { Move, Plan } from './plan.ts';
import { RolloutPolicy } from './policy.ts';

/** Where a rollout wants to go; a command or a failure changes this and nothing else. */
export const Goal = z.enum(['forward', 'back', 'hold']);
export type Goal = z.infer<typeof Goal>;

export type RolloutState = 'running' | 'paused' | 'succeeded' | 'rollingBack' | 'rolledBack' | 'blocked';

export const RolloutCommand = z.enum([
  'approve',
  'reject',
  'pause',
  'resume',
  'promote',
  'promoteFull',
  'abort',
  'retry',
  'rollback',
]);
export type RolloutCommand = z.infer<typeof RolloutCommand>;

/** A place in a list of moves; `since` (ISO 8601) starts the clock of deadlines. */
export const Position = z.object({
  step: z.int(),
  move: z.int(),
  stepSince: z.string(),
  moveSince: z.string(),
});
export type Position = z.infer<typeof Position>;

/** What a gate has measured so far. */
export const Tally = z.object({
  made: z.int(),
  failures: z.int(),
  errorsInARow: z.int(),
  inconclusive: z.int(),
  /** ISO 8601; not before then. */
  nextAt: z.string().optional(),
});
export type Tally = z.infer<typeof Tally>;

/** Why it does not go on by itself, and what ends that. */
export const Hold = z.object({
  kind: z.enum(['approval', 'inconclusive', 'asked', 'failed', 'wayBackFailed']),
  since: z.string(),
  /** ISO 8601; absent when it waits for as long as it takes. */
  until: z.string().optional(),
  onTimeout: z.enum(['rollback', 'promote', 'pause']).optional(),
  why: z.string(),
  /** The direction that it goes on in when resumed. */
  resume: z.enum(['forward', 'back']),
});
export type Hold = z.infer<typeof Hold>;

/** A failure that ended the way forward. */
export const Failure = z.object({
  at: z.string(),
  step: z.int(),
  reason: z.string(),
  problem: Problem.optional(),
});
export type Failure = z.infer<typeof Failure>;

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
    operation?: string | undefined;
    outcome?: 'done' | 'failed' | undefined;
    at: string;
    why: string;
  };
}[Facet];

function entryOf<F extends Facet>(facet: F) {
  return z.object({
    seq: z.int(),
    step: z.int(),
    direction: z.enum(['forward', 'back']),
    facet: z.literal(facet),
    of: z.string(),
    before: FACETS[facet],
    to: FACETS[facet],
    operation: z.string().optional(),
    outcome: z.enum(['done', 'failed']).optional(),
    at: z.string(),
    why: z.string(),
  });
}

export const Entry: z.ZodType<Entry> = z.discriminatedUnion('facet', [
  entryOf('existence'),
  entryOf('size'),
  entryOf('autoscale'),
  entryOf('exposure'),
  entryOf('labels'),
]);

/** What the units were last seen to have; for people, nothing is decided by it. */
export const UnitsSeen = z.record(
  z.string(),
  z.object({ size: Size.shape.desired, ready: z.int(), at: z.string() }),
);
export type UnitsSeen = z.infer<typeof UnitsSeen>;

/** When a step that is behind it began and ended (ISO 8601). */
export const StepTimes = z.object({ step: z.int(), began: z.string(), ended: z.string() });
export type StepTimes = z.infer<typeof StepTimes>;

/** All that a rollout knows; any life of any version goes on from it. Times are ISO 8601. */
export const Rollout = z.object({
  id: z.string(),
  fleet: z.string(),
  createdAt: z.string(),
  /** Who began it, where that is known. */
  by: z.string().optional(),
  /** The `Idempotency-Key` that it was begun with, and a digest of that request. */
  once: z.object({ key: z.string(), request: z.string() }).optional(),
  policy: RolloutPolicy,
  plan: Plan,
  goal: Goal,
  position: Position,
  passed: z.array(StepTimes).optional(),
  tally: Tally.optional(),
  hold: Hold.optional(),
  failure: Failure.optional(),
  /** Made when it turned back; it is walked like the plan. */
  wayBack: z.array(Move).optional(),
  /** The change that is open; it is awaited before anything else is begun, also when it is not wanted any more. */
  open: z.object({ seq: z.int(), isWanted: z.boolean(), until: z.string() }).optional(),
  lastSeq: z.int(),
  /** Where the way back ends: absent for the very beginning, else before this step of the plan. */
  backTo: z.int().optional(),
  /** Nothing is asked of the world before then. */
  nextAt: z.string().optional(),
  /** What it could not ask or do when it last tried, and goes on trying; nobody need act. */
  trouble: z.object({ code: z.string(), reason: z.string(), since: z.string() }).optional(),
  /** When every gate is to be passed by. */
  promotedFully: z.literal(true).optional(),
  succeededAt: z.string().optional(),
  ended: z.object({ at: z.string(), reason: z.string() }).optional(),
  seen: UnitsSeen.optional(),
  /** The command that was obeyed last: repeating it is no mistake. */
  obeyed: z.object({ command: RolloutCommand, at: z.string() }).optional(),
});
export type Rollout = z.infer<typeof Rollout>;

/** A command on its way to the rollout: it counts for the place at which it was given, so a repeated one cannot pass a later gate. */
export const AskedCommand = z.object({
  command: RolloutCommand,
  by: z.string(),
  at: z.string(),
  step: z.int(),
  move: z.int(),
  /** For `rollback`: only to before this step, where it waits. */
  toStep: z.int().optional(),
});
export type AskedCommand = z.infer<typeof AskedCommand>;
