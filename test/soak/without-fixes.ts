import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Edit, type Mutation, MUTATIONS } from './mutations.ts';

/**
 * `npm run soak:without-fixes -- [minutes] [seed] [words of a name]`: takes one fix after the other out of a copy and lets the
 * soak, or the scenario that is named, find it. Exit code 1 when it misses one.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = [
  'functions',
  'orchestrators',
  'shared',
  'local',
  'test',
  'docs',
  'jest.config.js',
  'host.json',
  'package.json',
];
const [minutes = '5', seed = '1', words = ''] = process.argv.slice(2);

function judge(mutation: Mutation): boolean {
  const copy = mkdtempSync(join(tmpdir(), 'soak-'));
  try {
    for (const source of SOURCES) cpSync(join(ROOT, source), join(copy, source), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const edit of [mutation, ...(mutation.also ?? [])])
      spoil(join(copy, edit.file), edit, mutation.name);
    return mutation.shownBy === undefined
      ? foundBySoak(copy, mutation)
      : foundByTest(copy, mutation.name, mutation.shownBy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function foundBySoak(copy: string, { name }: Mutation): boolean {
  const began = performance.now();
  const { status, stderr } = run(copy, ['test/soak/main.ts', '--minutes', minutes, '--seed', seed]);
  const seconds = Math.round((performance.now() - began) / 1000);
  const lines = stderr.trimEnd().split('\n');
  const chapters = lines.filter((line) => line.startsWith('chapter ')).length;
  const found = status === 1 && chapters > 0;
  console.log(`${found ? 'found ' : 'MISSED'}  ${name}: ${chapters} chapters, ${seconds} s`);
  // What gave it away: the line before the one that says how to see it again.
  if (found) console.log(`        ${(lines.at(-2) ?? '').slice(0, 200)}`);
  return found;
}

function foundByTest(copy: string, name: string, test: string): boolean {
  const { status, stderr } = run(copy, ['node_modules/jest/bin/jest.js', '--runInBand', test]);
  const red = stderr.split('\n').filter((line) => line.startsWith('  ●'));
  const found = status === 1 && red.length > 0;
  console.log(`${found ? 'found ' : 'MISSED'}  ${name}: by ${test}`);
  if (found) console.log(`        ${red[0]?.slice(4) ?? ''}`);
  return found;
}

function run(cwd: string, flags: string[]) {
  return spawnSync(process.execPath, flags, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
}

function spoil(path: string, { from, to }: Edit, name: string): void {
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`“${name}” does not fit ${path} any more`);
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
}

process.exitCode = MUTATIONS.filter(({ name }) => name.includes(words))
  .map(judge)
  .every(Boolean)
  ? 0
  : 1;
