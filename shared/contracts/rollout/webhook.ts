import * as z from 'zod';
import { RolloutImage } from './image.ts';

/** What a webhook of a policy is sent, as JSON: which rollout asks, where it stands, and about what. */
export const WebhookQuestion = z.object({
  kind: z
    .enum(['verify', 'webhook'])
    .describe(
      '`verify`: one of several measurements; `webhook`: a step of its own, asked until it is answered.',
    ),
  fleet: z.string(),
  rollout: z.string().describe('Its id, as in GET /api/rollouts/{id}.'),
  step: z.int().min(0).describe('Which step of the plan, counted from 0.'),
  title: z.string().describe('What the step is called in the plan.'),
  measurement: z.int().min(1).describe('Which measurement of the step, counted from 1.'),
  newUnit: z.string().describe('The scale set of the new image.'),
  revision: z.int().min(0),
  stableUnit: z
    .string()
    .optional()
    .describe('The scale set that served before; absent for the first of all.'),
  image: RolloutImage,
  at: z.string().describe('When it is asked, ISO 8601.'),
});
export type WebhookQuestion = z.infer<typeof WebhookQuestion>;

/** What a webhook answers with 200; 204 without a body is a success. */
export const WebhookVerdict = z.object({
  verdict: z.enum(['success', 'failure', 'inconclusive']),
  reason: z.string().optional().describe('One sentence for people; shown with the rollout.'),
});
export type WebhookVerdict = z.infer<typeof WebhookVerdict>;
