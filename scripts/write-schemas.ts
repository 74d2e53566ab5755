import { mkdirSync, writeFileSync } from 'node:fs';
import { fleetSchema } from './fleet-schema.ts';

/** `npm run schemas`: writes the JSON Schemas in docs/ anew. */
const folder = new URL('../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('fleet.schema.json', folder), `${JSON.stringify(fleetSchema, null, 2)}\n`);
