import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import manifest from '../../cli/package.json' with { type: 'json' };

const FLEET = { name: 'web', scaleSet: '/x/web', status: { phase: 'idle', problems: [] } };

let folder: string;
let tarball: string;
let bundle: string;
let server: Server;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleet-packed-'));
  execFileSync(process.execPath, ['scripts/build-cli.ts']);
  execFileSync('npm', ['pack', './cli', '--silent', '--pack-destination', folder]);
  tarball = join(folder, readdirSync(folder)[0] ?? '');
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
  bundle = join(folder, 'package', 'dist', 'fleet.js');
  mkdirSync(join(folder, 'empty'));
  server = createServer((_, response) => response.end(JSON.stringify({ items: [FLEET] })));
  await once(server.listen(0, '127.0.0.1'), 'listening');
}, 120_000);
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

function environment() {
  const { port } = server.address() as AddressInfo;
  return { PATH: process.env['PATH'], HOME: folder, FLEET_SERVER: `http://127.0.0.1:${port}` };
}

/** Run where nothing of ours is, and nothing can be installed. */
async function run(command: string, ...args: string[]) {
  const child = spawn(command, args, {
    cwd: join(folder, 'empty'),
    env: { ...environment(), npm_config_offline: 'true', npm_config_update_notifier: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number]>;
  const [out, err, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exit, out, err };
}

test('the packed tarball runs by npx in an empty folder, without a registry', async () => {
  const npx = (...args: string[]) => run('npx', '--yes', '--package', tarball, 'fleet', ...args);
  expect(await npx('--version')).toMatchObject({ exit: 0, out: `${manifest.version}\n` });
  const listed = await npx('list');
  expect(listed).toMatchObject({ exit: 0, err: '' });
  expect(listed.out).toMatch(/^web\s+✔ idle/m);
  expect(await npx('lsit')).toMatchObject({ exit: 2, out: '' });
}, 120_000);

test('it is one file, without dependencies, and brings the licenses of what is in it', () => {
  expect(manifest).not.toHaveProperty('dependencies');
  expect(readdirSync(join(folder, 'package', 'dist')).sort()).toEqual([
    'THIRD-PARTY-LICENSES.txt',
    'fleet.js',
  ]);
  const licenses = readFileSync(join(folder, 'package', 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const name of ['@bomb.sh/tab', 'commander', 'yaml', 'zod'])
    expect(licenses).toMatch(new RegExp(`^== ${name}\n\n.*`, 'm'));
});

test('a Node that is too old is told so, before anything else', async () => {
  const old = join(folder, 'old.mjs');
  writeFileSync(
    old,
    `Object.defineProperty(process.versions, 'node', { value: '22.12.0' }); await import(${JSON.stringify(bundle)});`,
  );
  const { exit, out, err } = await run(process.execPath, old, 'list');
  expect({ exit, out }).toEqual({ exit: 1, out: '' });
  expect(err).toBe(
    'fleet needs Node 22.13 or newer; this is 22.12.0.\n→ Install a newer Node, or put it first in PATH.\n',
  );
});

test('a bash completes commands and the names of fleets', async () => {
  const shell = spawn('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], {
    cwd: folder,
    env: { ...environment(), TERM: 'dumb', PS1: '$ ', NODE: process.execPath, BUNDLE: bundle },
  });
  const out = text(shell.stdout);
  shell.stdin.write('fleet() { "$NODE" "$BUNDLE" "$@"; }; source <(fleet completion bash); echo sour""ced\n');
  await setTimeout(2000);
  shell.stdin.write('fleet rol\t');
  await setTimeout(2000);
  shell.stdin.write('\u0001echo "<" \u0005">"\n\u0015fleet get w\t');
  await setTimeout(2000);
  shell.stdin.write('\u0001echo "<" \u0005">"\nexit\n');
  const said = await out;
  expect(said).toMatch(/^< fleet rollout >/m);
  expect(said).toMatch(/^< fleet get web >/m);
}, 60_000);

test('it starts in a small multiple of the time that Node itself takes', async () => {
  const nothing = join(folder, 'nothing.mjs');
  writeFileSync(nothing, '');
  const best = async (...args: string[]) => {
    const times: number[] = [];
    for (let attempt = 0; attempt < 7; attempt++) {
      const began = performance.now();
      await run(process.execPath, ...args);
      times.push(performance.now() - began);
    }
    return Math.min(...times);
  };
  const [bare, started] = [await best(nothing), await best(bundle, '--version')];
  expect(started / bare).toBeLessThan(5);
});
