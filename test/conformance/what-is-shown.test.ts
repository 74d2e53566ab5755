import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

const ROOT = join(__dirname, '../..');
const FILES: Record<string, string> = { arm: 'test/arm', conformance: 'test/conformance' };

/** Each `folder/file` of the table in the handbook, with the beginnings of test names that follow it in italics. */
function references(): Array<{ file: string; title: string }> {
  const handbook = readFileSync(join(ROOT, 'docs/simulator.md'), 'utf8');
  const section = /## What is shown where\n([\s\S]*?)\n## /.exec(handbook)?.[1] ?? '';
  return [...section.matchAll(/`(arm|conformance)\/([\w./-]+)`((?:,? _[^_|]+_)*)/g)].flatMap(
    ([, folder = '', name = '', titles = '']) =>
      [...titles.matchAll(/_([^_]+)_/g)].map(([, title = '']) => ({
        file: `${FILES[folder]}/${name}.ts`,
        title,
      })),
  );
}

test('every test that the handbook points to is there under its name', () => {
  const all = references();
  expect(all.length).toBeGreaterThan(60);
  const missing = all.filter(
    ({ file, title }) =>
      !existsSync(join(ROOT, file)) || !readFileSync(join(ROOT, file), 'utf8').includes(title),
  );
  expect(missing).toEqual([]);
});
