import { mkdirSync, writeFileSync } from 'node:fs';
import { SCHEMAS } from '../functions/http/schemas/index.ts';

/** `npm run schemas`: writes the JSON Schemas in docs/ anew. */
const folder = new URL('../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(SCHEMAS))
  writeFileSync(new URL(name, folder), `${JSON.stringify(schema(), null, 2)}\n`);
