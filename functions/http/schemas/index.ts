import { fleetSchema } from './fleet-schema.ts';
import { policySchema } from './policy-schema.ts';

/** What makes the JSON Schemas of documents that people write, by the names of their files. Made when they are asked for: no start waits for them. */
export const SCHEMAS = { 'fleet.schema.json': fleetSchema, 'rollout-policy.schema.json': policySchema };
