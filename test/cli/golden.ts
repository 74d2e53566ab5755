import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

/** Holds a text against the file of that name; `GOLDEN=write` writes those anew, for whoever reads the difference. */
export function expectGolden(name: string, text: string): void {
  const path = join(__dirname, 'golden', `${name}.txt`);
  if (process.env['GOLDEN'] === 'write') writeFileSync(path, `${text}\n`);
  expect(`${text}\n`).toBe(existsSync(path) ? readFileSync(path, 'utf8') : `(there is no ${path})`);
}
