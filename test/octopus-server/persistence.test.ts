import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { startOctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import { KEY, listening } from './octopus-fixture.ts';

const MAIN = join(process.cwd(), 'local/octopus-server/main.ts');
const NODE = join(process.cwd(), 'node_modules/.bin/node');

describe('state that is kept in a file', () => {
  let directory: string;
  let state: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'octopus-'));
    state = join(directory, 'octopus.db');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(NODE, [MAIN, '--port', '0', '--state', state, '--quiet', '--time-scale', '100'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout }))
      if (line.startsWith('ready ')) return { child, url: line.slice('ready '.length) };
    throw new Error('the server ended before it was ready');
  }

  test('every acknowledged write survives a kill of the stand-alone server', async () => {
    const first = await startProcess();
    const headers = { 'X-Octopus-ApiKey': KEY };
    const add = (url: string, path: string, body: unknown) =>
      fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    await add(first.url, '/_sim/add/environments', { Name: 'Production' });
    for (let index = 0; index < 20; index++) {
      const answer = await add(first.url, '/api/machines', listening(`web-${index}`, `h${index}`));
      expect(answer.status).toBe(201);
    }
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await startProcess();
    const page = (await (await fetch(`${second.url}/api/machines`, { headers })).json()) as {
      TotalResults: number;
    };
    expect(page.TotalResults).toBe(20);
    const another = await add(second.url, '/api/machines', listening('web-20', 'h20'));
    expect(await another.json()).toMatchObject({ Id: 'Machines-21' });
    second.child.kill('SIGTERM');
    const [code] = (await once(second.child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  test('a restarted server is where the first would have been', async () => {
    const clock = new VirtualClock();
    const start = () => startOctopusServer({ port: 0, clock, statePath: state });
    const first = await start();
    first.sim.add('environments', { Name: 'Production' });
    first.sim.setTentacle({ host: 'a', thumbprint: 'THUMB-a' });
    first.sim.registerLater({ machine: listening('a', 'a', { SkipInitialHealthCheck: false }) });
    expect(first.sim.list('machines')).toMatchObject([{ HealthStatus: 'Unknown' }]);
    await first.stop();
    await clock.advance(60_000);
    const second = await start();
    expect(second.sim.list('machines')).toMatchObject([{ HealthStatus: 'Healthy' }]);
    const [task] = second.sim.list('tasks');
    expect(task).toMatchObject({ State: 'Success' });
    expect(task?.CompletedTime).toBeLessThan(clock.now() - 50_000);
    await second.stop();
  });
});
