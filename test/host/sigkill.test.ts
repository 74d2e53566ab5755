import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXPECTED_OUTPUT } from './crash-app.ts';
import { DURABLE, temporaryDatabase } from './harness.ts';

let child: ChildProcess | undefined;

afterEach(async () => {
  if (child) await kill(child);
});

async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill('SIGKILL');
  await gone;
}

/** Starts the host as a process. @returns its address. */
async function start(database: string, effects: string): Promise<string> {
  const script = join(process.cwd(), 'test/host/crash-child.ts');
  child = spawn(process.execPath, [script, database, effects], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('The child has no output.');
  for await (const line of createInterface(child.stdout)) if (line.startsWith('ready ')) return line.slice(6);
  throw new Error('The child ended before it was ready.');
}

const post = (url: string, path: string, body: unknown) =>
  fetch(`${url}${DURABLE}${path}?code=local-durable`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then((response) => response.status);

interface Status {
  runtimeStatus?: string;
  output?: unknown;
}

async function statusOf(url: string): Promise<Status> {
  const response = await fetch(`${url}${DURABLE}/instances/the-main?code=local-durable`);
  return response.status === 404 ? {} : ((await response.json()) as Status);
}

describe('a host process that is really killed', () => {
  it('ten times at random moments loses nothing that it has acknowledged', async () => {
    const database = temporaryDatabase();
    const effects = `${database}.effects`;
    let url = await start(database, effects);
    expect(await post(url, '/orchestrators/main/the-main', 0)).toBe(202);
    for (let kills = 0; kills < 10; kills++) {
      await sleep(Math.random() * 60);
      if (child) await kill(child);
      url = await start(database, effects);
    }
    // Acknowledged and then killed at once: the event must still be there.
    const taken = await post(url, '/instances/the-main/raiseEvent/go', { go: 1 });
    expect(taken).toBe(202);
    if (child) await kill(child);
    url = await start(database, effects);
    let status = await statusOf(url);
    for (let tries = 0; status.runtimeStatus !== 'Completed' && tries < 1200; tries++) {
      await sleep(25);
      status = await statusOf(url);
    }
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: EXPECTED_OUTPUT });
    const done = new Set(readFileSync(effects, 'utf8').trim().split('\n'));
    expect([...done].sort()).toEqual(['first', 'hopeless', 'left', 'right', 'round 0', 'round 1', 'round 2']);
  }, 120_000);
});
