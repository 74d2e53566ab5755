import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseDocument } from 'yaml';
import { fleet } from './support.ts';

const FILES = ['github-actions.yml', 'azure-pipelines.yml'];

let folder: string;
/** A program of this name that notes how it was called, and answers a rollout's id. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-pipelines-'));
  for (const name of ['fleet', 'npm']) {
    const path = join(folder, name);
    writeFileSync(
      path,
      `#!/bin/sh\nprintf '%s\\0' "$0" "$@" >> "$CALLS"; echo >> "$CALLS"; echo web-1\nexit "\${EXIT:-0}"\n`,
    );
    chmodSync(path, 0o755);
  }
  for (const kind of ['fleets', 'rollouts']) {
    mkdirSync(join(folder, kind));
    writeFileSync(join(folder, kind, 'web.yaml'), 'x: 1\n');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

function pipeline(file: string): unknown {
  const document = parseDocument(readFileSync(join(__dirname, '../../docs/examples', file), 'utf8'));
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS();
}

/** Every script in it, wherever it stands. */
function scriptsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    ['run', 'inlineScript'].includes(name) && typeof each === 'string' ? [each] : scriptsIn(each),
  );
}

/** Run as a runner does, with `fleet` ending as is said; answers how that was called. */
async function callsOf(script: string, exit = 0) {
  const log = join(folder, `calls-${exit}`);
  writeFileSync(log, '');
  const child = spawn('bash', ['-e', '-c', script], {
    cwd: folder,
    env: {
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      ...{ CALLS: log, EXIT: String(exit), GITHUB_STEP_SUMMARY: join(folder, 'summary') },
      ...{ FLEET_SCOPE: 'api://x/.default', FLEET_CLI: './x.tgz' },
    },
  });
  const ended = once(child, 'exit') as Promise<[number]>;
  const [, [code]] = await Promise.all([text(child.stdout), ended]);
  const calls = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\0').slice(0, -1));
  return { code, calls: calls.filter(([name]) => name?.endsWith('/fleet')).map(([, ...args]) => args) };
}

describe.each(FILES)('docs/examples/%s', (file) => {
  test('plans what is asked for, applies what was merged, and watches what it began', async () => {
    const called: string[] = [];
    for (const script of scriptsIn(pipeline(file))) {
      const { code, calls } = await callsOf(script);
      expect(code).toBe(0);
      called.push(...calls.map((args) => args.join(' ')));
    }
    expect(called.filter((each) => !each.startsWith('login'))).toEqual([
      'lint fleets/web.yaml rollouts/web.yaml',
      'plan -f fleets/',
      'plan -f rollouts/',
      'apply -f fleets/',
      'rollout start -f rollouts/web.yaml -o name',
      'rollout status web-1 --watch --timeout 3600',
    ]);
  });

  test('says nothing that the command line does not understand', async () => {
    for (const script of scriptsIn(pipeline(file)))
      for (const args of (await callsOf(script)).calls) {
        const { err } = await fleet(args, { env: { FLEET_SERVER: 'http://127.0.0.1:9', PATH: folder } });
        expect(err).not.toMatch(/unknown|missing|required|--help/);
      }
  });

  test('fails when planning does', async () => {
    const scripts = scriptsIn(pipeline(file)).filter((script) => script.includes('fleet plan'));
    expect(scripts).toHaveLength(1);
    for (const script of scripts) expect((await callsOf(script, 1)).code).not.toBe(0);
  });
});

test.each([
  [13, 0],
  [10, 10],
  [12, 12],
])('a rollout that ends with %d ends the step with %d', async (exit, code) => {
  for (const file of FILES) {
    const [script = ''] = scriptsIn(pipeline(file)).filter((each) => each.includes('--watch'));
    const watching = script
      .split('\n')
      .filter((line) => line.includes('--watch'))
      .join('\n');
    expect((await callsOf(`rollout=web-1\n${watching}`, exit)).code === 0).toBe(code === 0);
  }
});
