import * as z from 'zod';

/** A scale set whose machines are the fleet's now: its base, unless that is only a template, and the revisions of rollouts. */
export const Member = z.object({
  /** Its resource id, as it was given. */
  scaleSet: z.string(),
  role: z.enum(['base', 'revision']),
  /** Since when it has been one (ISO 8601); not known of a base that was one before that was noted. */
  since: z.string().optional(),
});
export type Member = z.infer<typeof Member>;
