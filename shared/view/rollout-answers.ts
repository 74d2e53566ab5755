import * as z from 'zod';
import { RolloutImage } from '../contracts/rollout/image.ts';
import { Check, StepKind } from '../contracts/rollout/plan.ts';
import { RolloutPolicy } from '../contracts/rollout/policy.ts';
import { AskedCommand, Entry, Failure, Hold, Rollout, RolloutCommand } from '../contracts/rollout/record.ts';

export const RolloutState = z.enum([
  ...['running', 'paused', 'succeeded', 'rollingBack', 'rolledBack', 'blocked'],
] as const);

const Cost = z.object({
  calls: z.number().describe('Calls to the cloud.'),
  seconds: z.number().describe('Without waits for people.'),
});

/** What a rollout would do, step by step, and whether it could. */
export const PlanAnswer = z.object({
  newUnit: z.string(),
  revision: z.int(),
  stableUnit: z.string().optional(),
  desired: z.int(),
  steps: z.array(
    z.object({
      ...{ index: z.int(), kind: StepKind, title: z.string() },
      clearsUp: z.boolean().describe('The rollout has succeeded before it.'),
      does: z.array(z.string()),
      deadlineSeconds: z.number(),
      expected: Cost.optional(),
    }),
  ),
  expected: Cost,
  capacity: z
    .array(z.object({ step: z.int(), move: z.int(), stable: z.int(), new: z.int() }))
    .describe('Machines of old and new after each change of a size.'),
  checks: z.array(Check),
  canStart: z.boolean(),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

const Ended = Rollout.shape.ended;
const Trouble = Rollout.shape.trouble;

/** A rollout in a list. */
export const RolloutHead = z.object({
  ...{ id: z.string(), fleet: z.string(), state: RolloutState, createdAt: z.string() },
  ...{ succeededAt: z.string().optional(), ended: Ended, image: RolloutImage },
  ...{ newUnit: z.string(), stableUnit: z.string().optional() },
});
export type RolloutHead = z.infer<typeof RolloutHead>;

/** A rollout on its fleet's status: where it stands, and what it waits for. */
export const RolloutInShort = z.object({
  ...{ id: z.string(), state: RolloutState, step: z.string().optional() },
  ...{ waitsFor: Hold.optional(), trouble: Trouble, nextAt: z.string().optional() },
});
export type RolloutInShort = z.infer<typeof RolloutInShort>;

export const StepState = z.enum(['pending', 'running', 'waiting', 'done', 'failed', 'takenBack']);
export type StepState = z.infer<typeof StepState>;

/** A rollout: where it stands, why, what it changed, and what may be asked of it. */
export const RolloutAnswer = z.object({
  ...{ id: z.string(), fleet: z.string(), state: RolloutState, createdAt: z.string() },
  by: z.string().optional().describe('Who began it, where that is known.'),
  ...{ succeededAt: z.string().optional(), image: RolloutImage },
  strategy: z.enum(['blueGreen', 'canary', 'basic']),
  steps: z.array(
    z.object({
      ...{ index: z.int(), kind: StepKind.optional(), title: z.string().optional(), state: StepState },
      ...{ reason: z.string().optional(), began: z.string().optional(), ended: z.string().optional() },
    }),
  ),
  units: z.array(
    z.object({
      ...{ name: z.string(), revision: z.int(), role: z.enum(['stable', 'new']), desired: z.int() },
      ...{ ready: z.int().optional(), seenAt: z.string().optional() },
    }),
  ),
  capacity: z
    .array(z.object({ at: z.string(), stable: z.int(), new: z.int() }))
    .describe('How many machines old and new were to have, since when; the first is how it began.'),
  wayBack: z
    .object({ isTaken: z.boolean(), at: z.int().optional(), does: z.array(z.string()) })
    .describe('What the way back does, or would do if it were taken now.'),
  allowed: z.array(RolloutCommand),
  obeyed: Rollout.shape.obeyed.describe('The command that it obeyed last.'),
  asked: z
    .array(AskedCommand.pick({ command: true, by: true, at: true, toStep: true }))
    .describe('Commands that the next turn obeys.'),
  ...{ waitsFor: Hold.optional(), failure: Failure.optional(), trouble: Trouble },
  ...{ nextAt: z.string().optional(), ended: Ended },
  ...{ changes: z.array(Entry), policy: RolloutPolicy },
});
export type RolloutAnswer = z.infer<typeof RolloutAnswer>;

/** A rollout that was begun, or told something. */
export const RolloutTaken = z.object({
  ...{ id: z.string(), fleet: z.string(), state: RolloutState },
  timeline: z.string().describe('Where its timeline is.'),
});
export type RolloutTaken = z.infer<typeof RolloutTaken>;
