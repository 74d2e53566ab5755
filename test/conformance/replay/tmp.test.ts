import { test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { coverageTable } from './coverage-table.ts';
test('x', async () => { writeFileSync('/tmp/table.md', await coverageTable()); }, 300_000);
