import * as z from 'zod';
import { FleetName } from '../../../shared/contracts/fleet.ts';
import { RolloutCommand } from '../../../shared/contracts/rollout/record.ts';

export const MOST_PER_PAGE = 500;

/** What every list takes. */
export const PAGE = {
  take: z.coerce.number().int().min(1).max(MOST_PER_PAGE).default(100).describe('The most items in a page.'),
  before: z.string().optional().describe('The `next` of the page before.'),
};

export const FLEET = { fleet: FleetName };
export const REACTION = { reaction: z.string().describe('The reaction’s id.') };
export const ROLLOUT = { rollout: z.string().describe('The rollout’s id.') };
export const COMMAND = { command: RolloutCommand };

export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible characters of ASCII')
  .describe('Repeated with the same key, the request begins nothing twice.');

/** Request headers, by what they do. */
export const ONCE = { 'idempotency-key': IdempotencyKey.optional() };
export const IF_MATCH = {
  'if-match': z
    .string()
    .optional()
    .describe('Only if the fleet is still as the answer with this ETag showed it.'),
};
export const IF_ABSENT = {
  'if-none-match': z.string().optional().describe('`*`: only if there is no such fleet yet.'),
};
export const IF_CHANGED = {
  'if-none-match': z.string().optional().describe('ETags that are known; 304 if one of them still holds.'),
};

/** The documents that people write. */
export const DocumentKind = z.enum(['fleet', 'policy']);
export type DocumentKind = z.infer<typeof DocumentKind>;
export const KIND = {
  kind: DocumentKind.optional().describe('Without it, what has a `scaleSet` is a fleet.'),
};
export const SCHEMA = { schema: z.string().describe('`fleet.schema.json` or `rollout-policy.schema.json`.') };
