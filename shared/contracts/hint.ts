import * as z from 'zod';

/** Where a hint came through. All are equal: a hint only says "look" (rule 1). */
export const HintSource = z.enum([
  'eventGrid',
  'autoscale',
  'alert',
  'http',
  'timer',
  'operator',
  'fleetChanged',
  'rollout',
]);
export type HintSource = z.infer<typeof HintSource>;

/** Word that a scale set may have changed. */
export const Hint = z.object({
  /** The event's own id; the same event delivered twice has the same id. */
  id: z.string(),
  source: HintSource,
  /** What happened, in the sender's words: an operation or event type. */
  what: z.string(),
  /** ISO 8601. */
  receivedAt: z.string(),
  /** The trace that brought it (W3C `traceparent`). */
  trace: z.string().optional(),
  /** Who asked, where that is known. */
  by: z.string().optional(),
  /** An operator's answer to "may I remove these many targets?" (rule 4), valid for the reaction this hint starts. */
  approvedRemovals: z.int().nonnegative().optional(),
  /** An operator wants what failed for good, or was cancelled, to be deployed again. */
  retryDeployments: z.boolean().optional(),
  /** Targets that an operator gives up by their ids, of those that only a role says are the fleet's. */
  letGo: z.array(z.string()).optional(),
});
export type Hint = z.infer<typeof Hint>;

/** All hints that wait for one fleet, taken as one. */
export const HintBatch = z.object({
  count: z.int().nonnegative(),
  distinct: z.int().nonnegative(),
  sources: z.record(z.string(), z.int()),
  /** At most ten of them, newest last. */
  examples: z.array(Hint),
  approvedRemovals: z.int().nonnegative(),
  retryDeployments: z.boolean().optional(),
  letGo: z.array(z.string()).optional(),
  /** Clearing through this key removes exactly the hints that were there when they were collected, or came before the next look. */
  through: z.string(),
});
export type HintBatch = z.infer<typeof HintBatch>;

/** An event that led to nothing, and why; kept for people to read. */
export const QuarantinedEvent = z.object({
  id: z.string(),
  receivedAt: z.string(),
  door: z.string(),
  verdict: z.enum(['quarantined', 'ignored']),
  code: z.string(),
  reason: z.string(),
  /** The first part of the event, with claims and tokens taken out. */
  excerpt: z.string(),
});
export type QuarantinedEvent = z.infer<typeof QuarantinedEvent>;
