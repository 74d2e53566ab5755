import { mkdirSync, writeFileSync } from 'node:fs';
import { fleetSchema } from './fleet-schema.ts';
import { policySchema } from './policy-schema.ts';

const SCHEMAS = { 'fleet.schema.json': fleetSchema, 'rollout-policy.schema.json': policySchema };

/** `npm run schemas`: writes the JSON Schemas in docs/ anew. */
const folder = new URL('../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(SCHEMAS))
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema, null, 2)}\n`);
