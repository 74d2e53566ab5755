import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAM = join(process.cwd(), 'node_modules/azurite/dist/src/table/main.js');
const START_TIMEOUT_MS = 90_000;

/** A table server of its own, with an account and key of its own, nothing kept on disk. */
export interface Azurite {
  connectionString: string;
  /** The same account with a key that is not its own. */
  wrongKey: string;
  stop(): Promise<void>;
}

/** Starts Azurite's table server on a free port and waits until it listens. Always `stop` it. */
export async function startAzurite(): Promise<Azurite> {
  const port = await freePort();
  const location = mkdtempSync(join(tmpdir(), 'azurite-'));
  const [key, otherKey] = [newKey(), newKey()];
  const child = spawn(process.execPath, [PROGRAM, ...flags(port)], {
    cwd: location,
    env: { ...process.env, AZURITE_ACCOUNTS: `tests:${key}` },
    stdio: 'ignore',
  });
  const stop = async () => {
    await stopProcess(child);
    rmSync(location, { recursive: true, force: true });
  };
  try {
    await listening(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { connectionString: connectionString(port, key), wrongKey: connectionString(port, otherKey), stop };
}

function flags(port: number): string[] {
  return [
    '--tablePort',
    `${port}`,
    '--silent',
    '--inMemoryPersistence',
    '--skipApiVersionCheck',
    '--disableTelemetry',
  ];
}

const newKey = () => randomBytes(32).toString('base64');

function connectionString(port: number, key: string): string {
  const endpoint = `http://127.0.0.1:${port}/tests`;
  return `DefaultEndpointsProtocol=http;AccountName=tests;AccountKey=${key};TableEndpoint=${endpoint};`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`Azurite ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('Azurite did not listen in time');
    await sleep(50);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
    socket.once('error', () => resolve(false));
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
