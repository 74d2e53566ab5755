import * as z from 'zod';
import { HintBatch } from './hint.ts';
import { Problem } from './problem.ts';

/** A target named both ways. */
export const TargetRef = z.object({ id: z.string(), name: z.string() });
export type TargetRef = z.infer<typeof TargetRef>;

/** A deployment that a reaction planned; the marker makes asking for it twice harmless. */
export const PlannedDeployment = z.object({
  id: z.string(),
  reactionId: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  releaseId: z.string(),
  version: z.string(),
  channelId: z.string().optional(),
  /** A run of a runbook; `projectId` is the runbook's. */
  isRunbook: z.literal(true).optional(),
  machineIds: z.array(z.string()).min(1),
  vmIds: z.array(z.string()).min(1),
  /** Stands in the deployment's comments at Octopus; found there, the deployment is not made again. */
  marker: z.string(),
  /**
   * `asking`: the request may have reached Octopus although its answer did not reach us. `refused`: Octopus would not make
   * it. `cancelled`: a person stopped it.
   */
  state: z.enum(['planned', 'asking', 'requested', 'succeeded', 'failed', 'refused', 'cancelled']),
  /** The full deployment whose skipped steps and prompted variables it repeats. */
  likeDeploymentId: z.string().optional(),
  deploymentId: z.string().optional(),
  taskId: z.string().optional(),
  plannedAt: z.string(),
  /** When it was last asked for. */
  askedAt: z.string().optional(),
  requestedAt: z.string().optional(),
  /** Since when its task waits for a person. */
  waitsSince: z.string().optional(),
  /** For how long it has waited for persons before that. */
  waitedSeconds: z.number().optional(),
  /** Where people find its task. */
  link: z.string().optional(),
  /** We had it cancelled, or tried to: when, why, and what Octopus said against it. */
  cancelled: z
    .object({
      at: z.string(),
      why: z.string(),
      refused: z.string().optional(),
      nextStep: z.string().optional(),
    })
    .optional(),
  finishedAt: z.string().optional(),
  reason: z.string(),
});
export type PlannedDeployment = z.infer<typeof PlannedDeployment>;

export const ReactionOutcome = z.enum(['nothingToDo', 'deploying', 'settled', 'timedOut', 'blocked']);
export type ReactionOutcome = z.infer<typeof ReactionOutcome>;

/** What an operator agreed to. It goes on to the next reaction while it could not be used, for an hour at most. */
export const Yes = z.object({
  /** So many targets may be removed; what was removed is taken off. */
  removals: z.int().nonnegative(),
  /** Ids of targets to let go. */
  letGo: z.array(z.string()),
  /** When a reaction took it on record (ISO 8601). */
  at: z.string(),
  /** Removing came to its end with it, and nobody was missing who might be gone soon. */
  isHeard: z.boolean().optional(),
});
export type Yes = z.infer<typeof Yes>;

/**
 * What one reaction did. `hasServersToDeployTo`, ids and names are what the Octopus step template gave its users as
 * `VMSSHasServersToDeployTo`, `VMSSDeploymentTargetIds` and `VMSSDeploymentTargetNames`.
 */
export const Reaction = z.object({
  id: z.string(),
  fleet: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  /** When it last put anything on record. */
  movedAt: z.string().optional(),
  outcome: ReactionOutcome.optional(),
  reason: z.string(),
  trace: z.string().optional().describe('The trace that it is part of (W3C `traceparent`).'),
  hints: HintBatch,
  yes: Yes.optional(),
  instances: z.object({
    capacity: z.int(),
    listed: z.int(),
    ready: z.int(),
    failed: z.int(),
  }),
  hasServersToDeployTo: z.boolean(),
  deploymentTargetIds: z.array(z.string()),
  deploymentTargetNames: z.array(z.string()),
  registered: z.array(TargetRef),
  adopted: z.array(TargetRef),
  pruned: z.array(TargetRef),
  unhealthy: z.array(TargetRef),
  deployments: z.array(z.string()).describe('Ids of the planned deployments.'),
  lastInstanceReadyAt: z.string().optional(),
  deploymentRequestedAt: z.string().optional(),
  problems: z.array(Problem),
  questions: z
    .array(Problem)
    .optional()
    .describe('What a person must say before it goes on; among the problems at the end.'),
  /** Why a project of the fleet has no release to deploy. */
  projectProblems: z.array(Problem).optional(),
});
export type Reaction = z.infer<typeof Reaction>;
