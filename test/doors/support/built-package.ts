import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FunctionInfo } from '../../../local/host/start-host.ts';

const ROOT = join(__dirname, '../../..');

export interface RunningPackage {
  url: string;
  functions: FunctionInfo[];
  stop(): Promise<void>;
}

/**
 * Builds what Azure runs into a folder of its own: the compiled sources, package.json, host.json, and no packages but
 * the production dependencies. Remove it with `rmSync`.
 */
export function buildPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const build = [tsc, '-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')];
  const { status, stdout } = spawnSync(process.execPath, build, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stdout}`);
  for (const file of ['package.json', 'host.json']) copyFileSync(join(ROOT, file), join(folder, file));
  for (const name of productionDependencies()) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return folder;
}

function productionDependencies(): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.keys(dependencies);
}

/** Runs the package on the embedded host in a process of its own; rejects with what it said when it does not start. */
export async function runPackage(folder: string, settings: Record<string, string>): Promise<RunningPackage> {
  const program = join(__dirname, 'package-host.ts');
  const child = spawn(process.execPath, ['--enable-source-maps', program, folder], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  for await (const line of createInterface(child.stdout)) {
    const found = JSON.parse(line) as Pick<RunningPackage, 'url' | 'functions'>;
    return { ...found, stop: () => stopped(child) };
  }
  throw new Error(complaints.join(''));
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Asks the API of a running package with the key that opens everything. */
export async function callPackage<T>(
  { url }: RunningPackage,
  { method, path, body }: { method: string; path: string; body?: unknown },
): Promise<{ status: number; json: T }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'x-functions-key': 'local', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as T };
}
