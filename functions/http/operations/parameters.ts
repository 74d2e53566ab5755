import * as z from 'zod';
import { FleetName } from '../../../shared/contracts/fleet.ts';
import { InstanceState } from '../../../shared/contracts/ledger.ts';
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

export const InstanceWord = z
  .string()
  .min(1)
  .max(500)
  .describe('Its vmId, or any name that it or its target has, also of one that is gone.');
export const INSTANCE = { instance: InstanceWord };

/** What is shown of a timeline; together they are an and. */
export const TIMELINE_FILTER = {
  kind: z.string().min(1).max(500).optional().describe('Kinds of lines, parted by commas.'),
  subject: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'A word that the line names, such as an instance, a target, a deployment; or the id of a reaction or a rollout.',
    ),
  since: z.iso.datetime({ offset: true }).optional().describe('Nothing older than this.'),
};
/** Finding what fits is bounded. */
export const SHORT_PAGES =
  'Of what is filtered, a page may have few items, or none, and yet a `nextLink`: go on until there is none.';

/** Which instances are shown. */
export const INSTANCE_FILTER = { state: InstanceState.optional() };
