import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HistoryEntry } from '../../local/octopus-server/sim/control.ts';
import { type Api, apiAt } from './api.ts';

/** `npm start` as a process of its own, on the same ports and the same state each time it is started. */
export class AppProcess {
  readonly #ports: number[];
  readonly #stateDir = mkdtempSync(join(tmpdir(), 'fleet-'));
  readonly #timeScale: number;
  #child: ChildProcess | undefined;

  private constructor(ports: number[], timeScale: number) {
    this.#ports = ports;
    this.#timeScale = timeScale;
  }

  static async prepare(timeScale: number): Promise<AppProcess> {
    return new AppProcess(await freePorts(3), timeScale);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }

  get api(): Api {
    return apiAt(this.url);
  }

  /** Starts it; `ready` resolves when it listens, and never when it is killed before. */
  start(): { ready: Promise<void> } {
    const [port, arm, octopus] = this.#ports.map(String) as [string, string, string];
    const flags = ['--port', port, '--arm-port', arm, '--octopus-port', octopus];
    const rest = ['--time-scale', String(this.#timeScale), '--state', this.#stateDir];
    const child = spawn(process.execPath, ['local/main.ts', ...flags, ...rest], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    return { ready: sayingReady(child) };
  }

  /** SIGKILL, and gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#stateDir, { recursive: true, force: true });
  }

  /** The side door of the simulated Azure. */
  azure<T>(method: string, path: string, body?: unknown): Promise<T> {
    return sideDoor<T>(this.#ports[1] ?? 0, { method, path, body });
  }

  /** All documents of a kind at the simulated Octopus. */
  octopus<T>(kind: string): Promise<T[]> {
    return sideDoor<T[]>(this.#ports[2] ?? 0, { method: 'GET', path: `documents/${kind}` });
  }

  /** Everything that was ever done at the simulated Octopus. */
  octopusHistory(): Promise<HistoryEntry[]> {
    return sideDoor<HistoryEntry[]>(this.#ports[2] ?? 0, { method: 'GET', path: 'history' });
  }
}

async function sayingReady({ stdout }: ChildProcess): Promise<void> {
  if (!stdout) throw new Error('the process has no output');
  for await (const line of createInterface(stdout)) if (line.startsWith('ready ')) return;
  // Killed before: whoever waits for it has not waited in earnest.
  await new Promise(() => undefined);
}

async function sideDoor<T>(
  port: number,
  { method, path, body }: { method: string; path: string; body?: unknown },
): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${port}/_sim/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} /_sim/${path} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** All at once, so that none is given twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
