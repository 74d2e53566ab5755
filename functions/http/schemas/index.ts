import { fleetSchema } from './fleet-schema.ts';
import { policySchema } from './policy-schema.ts';

/** The JSON Schemas of documents that people write, by the names of their files. */
export const SCHEMAS = { 'fleet.schema.json': fleetSchema, 'rollout-policy.schema.json': policySchema };
