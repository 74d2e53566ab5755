import * as z from 'zod';

/** A longer wait for somebody else to be able again: Azure, Octopus, or our own store. */
export const Waiting = z.object({
  /** The code of the problem that is waited out. */
  code: z.string(),
  reason: z.string(),
  /** When it is tried again at the latest (ISO 8601); an operator's reconcile tries at once. */
  until: z.string(),
});
export type Waiting = z.infer<typeof Waiting>;

/** Nothing has moved within its own bounds, whatever the cause. */
export const Stalled = z.object({
  /** ISO 8601. */
  since: z.string(),
  /** At what. */
  at: z.string(),
});
export type Stalled = z.infer<typeof Stalled>;
