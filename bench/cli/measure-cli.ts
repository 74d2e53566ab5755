import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { bundleCli } from '../../scripts/bundle-cli.ts';
import { median, rounded } from '../figures.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';

const RUNS = 15;
const COMMANDS = { version: ['--version'], help: ['--help'], list: ['list'] };

/** How long the bundled command line takes from its call to its end, beside a Node that does nothing. */
export function measureCli() {
  return inTemporaryFolder(async (folder) => {
    const bundle = await bundleCli(folder);
    const nothing = join(folder, 'nothing.mjs');
    writeFileSync(nothing, '');
    const server = createServer((_, response) => response.end('{"items":[]}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const runs: Record<string, number[]> = {};
    for (let run = 0; run < RUNS; run++)
      for (const [name, args] of Object.entries({ node: [nothing], ...calls(bundle) }))
        (runs[name] ??= []).push(await timed(args, url));
    server.close();
    const medians = Object.entries(runs).map(([name, each]) => [name, rounded(median(each), 0)] as const);
    return {
      note: `Milliseconds from the call to the end, medians of ${RUNS}; list asks an API without fleets.`,
      bundleKb: Math.round(statSync(bundle).size / 1000),
      milliseconds: Object.fromEntries(medians) as Record<keyof typeof COMMANDS | 'node', number>,
      node: execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim(),
    };
  });
}

export type CliFigures = Awaited<ReturnType<typeof measureCli>>;

function calls(bundle: string): Record<string, string[]> {
  return Object.fromEntries(Object.entries(COMMANDS).map(([name, args]) => [name, [bundle, ...args]]));
}

async function timed(args: string[], server: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], FLEET_SERVER: server },
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number];
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - began;
}
