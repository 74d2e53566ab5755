import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../functions/http/openapi/document.ts';

/** `npm run openapi`: writes docs/openapi.json anew from the table of operations. */
const file = new URL('../docs/openapi.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(openApiDocument(), null, 2)}\n`);
