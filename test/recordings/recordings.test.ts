import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, test } from '@jest/globals';

import { hasRecordings, loadRecordings } from './recording.ts';
import { recordingsTable, tableIn } from './table.ts';

const DOCUMENT = 'docs/simulator.md';
const present = hasRecordings();
if (!present) console.warn('The recordings of real traffic are not there: their replay is skipped.');

(present ? describe : describe.skip)('recorded traffic', () => {
  test('comes out of the simulator as docs/simulator.md says (node test/recordings/write-table.ts renews it)', async () => {
    expect(existsSync(DOCUMENT)).toBe(true);
    const table = await recordingsTable(loadRecordings());
    expect(cells(tableIn(readFileSync(DOCUMENT, 'utf8')))).toEqual(cells(table));
  }, 120_000);
});

/** The formatter is free to align the columns. */
function cells(table: string): string[] {
  return table
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').replace(/-{3,}/g, '---').trim())
    .filter((line) => line !== '');
}
