import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Edit, type Mutation, MUTATIONS } from './mutations.ts';

/**
 * `npm run soak:without-fixes -- [minutes] [seed] [words of a name]`: takes one fix after the other out of a copy and lets the
 * soak find it. Exit code 1 when it misses one.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = [
  'functions',
  'orchestrators',
  'shared',
  'local',
  'test',
  'docs',
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
    const began = performance.now();
    const flags = ['test/soak/main.ts', '--minutes', minutes, '--seed', seed];
    const { status, stderr } = spawnSync(process.execPath, flags, {
      cwd: copy,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const seconds = Math.round((performance.now() - began) / 1000);
    const lines = stderr.trimEnd().split('\n');
    const chapters = lines.filter((line) => line.startsWith('chapter ')).length;
    const found = status === 1 && chapters > 0;
    console.log(`${found ? 'found ' : 'MISSED'}  ${mutation.name}: ${chapters} chapters, ${seconds} s`);
    // What gave it away: the line before the one that says how to see it again.
    if (found) console.log(`        ${(lines.at(-2) ?? '').slice(0, 200)}`);
    return found;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
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
