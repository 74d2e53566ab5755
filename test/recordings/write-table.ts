import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { hasRecordings, loadRecordings } from './recording.ts';
import { BEGIN, END, recordingsTable, withTable } from './table.ts';

const DOCUMENT = 'docs/simulator.md';
const EMPTY = `# The simulated Azure Resource Manager\n\n${BEGIN}\n${END}\n`;

/** Writes the table of the recordings into the documentation; run from the repository's root. */
if (!hasRecordings()) {
  console.error('The recordings are not there: nothing was written.');
  process.exit(1);
}
const document = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : EMPTY;
const prepared = document.includes(BEGIN) ? document : `${document}\n${BEGIN}\n${END}\n`;
writeFileSync(DOCUMENT, withTable(prepared, await recordingsTable(loadRecordings())));
