import { afterEach, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { LOCAL_KEY } from '../../local/launcher/local-keys.ts';

const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'start-'));
  folders.push(folder);
  return join(folder, 'state');
}

function program(script: string, ...flags: string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

const start = (folder: string) =>
  program('local/main.ts', '--state', folder, '--port', '0', '--arm-port', '0', '--octopus-port', '0');

/** The address it says when it is ready. */
async function ready(child: ChildProcess): Promise<string> {
  if (child.stdout)
    for await (const line of createInterface(child.stdout))
      if (line.startsWith('ready ')) return line.slice(6);
  throw new Error(`it ended with code ${child.exitCode}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return child.exitCode;
}

async function errorsOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return text;
}

const fleetsAt = async (url: string) => {
  const answer = await fetch(`${url}/api/fleets`, { headers: { 'x-functions-key': LOCAL_KEY } });
  return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name);
};

async function putFleet(url: string): Promise<number> {
  const octopus = { environment: 'Production', roles: ['web-server'], projects: [] };
  const answer = await fetch(`${url}/api/fleets/web`, {
    method: 'PUT',
    headers: { 'x-functions-key': LOCAL_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ scaleSet: scaleSetId('web'), octopus }),
  });
  return answer.status;
}

test('a state folder serves one process at a time; after kill -9 the next takes it over; a backup restores', async () => {
  const folder = newFolder();
  const first = start(folder);
  expect(await putFleet(await ready(first))).toBe(201);

  const second = start(folder);
  expect(await errorsOf(second)).toMatch(new RegExp(`in use by process ${first.pid} since `));
  expect(second.exitCode).toBe(1);

  const copy = newFolder();
  const backup = program('local/backup.ts', '--state', folder, '--to', copy);
  await once(backup, 'exit');
  expect(backup.exitCode).toBe(0);

  await end(first, 'SIGKILL');
  const third = start(folder);
  expect(await fleetsAt(await ready(third))).toEqual(['web']);
  await end(third, 'SIGKILL');
  rmSync(folder, { recursive: true });

  const restored = start(copy);
  expect(await fleetsAt(await ready(restored))).toEqual(['web']);
}, 60_000);

test('SIGTERM ends it although a client never finishes its request', async () => {
  const child = start(newFolder());
  const url = new URL(await ready(child));
  const client = connect(Number(url.port), url.hostname);
  client.on('error', () => undefined);
  client.write(
    `PUT /api/fleets/web HTTP/1.1\r\nhost: x\r\nx-functions-key: ${LOCAL_KEY}\r\n` +
      'content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"scale',
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = performance.now();
  expect(await end(child, 'SIGTERM')).toBe(0);
  expect(performance.now() - began).toBeLessThan(14_000);
}, 60_000);
