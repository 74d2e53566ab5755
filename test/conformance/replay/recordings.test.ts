import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { hasReference, noticeWithoutReference } from '../shared-folder.ts';
import { coverageTable } from './coverage-table.ts';

const DOCUMENT = join(__dirname, '../../../docs/simulator.md');
const MARKS = [
  '<!-- recordings: written by test/conformance/replay -->',
  '<!-- end of recordings -->',
] as const;

/** With UPDATE_DOCS=1 the table is written instead of compared. */
test('docs/simulator.md says of every recording how well it is repeated', async () => {
  noticeWithoutReference('the replay of recordings');
  if (!hasReference) return;
  const table = await coverageTable();
  const document = readFileSync(DOCUMENT, 'utf8');
  const [before = '', rest = ''] = document.split(MARKS[0]);
  const [written = '', after = ''] = rest.split(MARKS[1]);
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(DOCUMENT, `${before}${MARKS[0]}\n\n${table}\n\n${MARKS[1]}${after}`);
  else expect(rows(written)).toEqual(rows(table));
}, 120_000);

/** The cells of a table, however it is laid out. */
function rows(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('\\', '')));
}
