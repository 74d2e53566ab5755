import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { armProcess } from '../arm/arm-process.ts';
import { SUBSCRIPTION } from '../arm/given-arm.ts';

/** The profile that Debian's package of the CLI has all libraries for; its own latest one lacks those for compute. */
export const HYBRID = '2020-09-01-hybrid';

export const hasCli = spawnSync('az', ['version'], { timeout: 20_000 }).status === 0;

/** Skips with a notice where there is no `az`. */
export function noticeWithoutCli(what: string): void {
  if (!hasCli) console.warn(`${what} skipped: there is no \`az\` on this machine`);
}

export interface SignedInCli {
  /** Where the simulator is. */
  url: string;
  /** Runs a command; resolves with what it prints. */
  az: (...options: string[]) => Promise<string>;
  /** Runs a command with `--query` and `-o json`; resolves with the value. */
  query: (expression: string, ...options: string[]) => Promise<unknown>;
  end: () => Promise<void>;
}

/** The real Azure CLI, unmodified, with the simulator registered as a cloud and signed in. */
export async function signedInCli(...flags: string[]): Promise<SignedInCli> {
  const arm = await armProcess('--https', ...flags);
  const home = await mkdtemp(join(tmpdir(), 'az-'));
  const authority = /REQUESTS_CA_BUNDLE=(\S+)/.exec(arm.output)?.[1] ?? '';
  const env = {
    ...process.env,
    HOME: home,
    AZURE_CONFIG_DIR: home,
    AZURE_CORE_COLLECT_TELEMETRY: '0',
    REQUESTS_CA_BUNDLE: authority,
  };
  const az = async (...options: string[]) =>
    (await promisify(execFile)('az', [...options, '--only-show-errors'], { env })).stdout.trim();
  await az(
    ...['cloud', 'register', '-n', 'sim', '--endpoint-resource-manager', arm.url, '--profile', HYBRID],
    ...['--endpoint-active-directory', `${arm.url}/adfs`],
    ...['--endpoint-active-directory-resource-id', `${arm.url}/`],
    ...['--endpoint-active-directory-graph-resource-id', `${arm.url}/`],
  );
  await az('cloud', 'set', '-n', 'sim');
  await az('login', '--service-principal', '-u', 'app', '-p', 'secret', '--tenant', SUBSCRIPTION);
  return {
    url: arm.url,
    az,
    query: async (expression, ...options) => {
      const text = await az(...options, '--query', expression, '-o', 'json');
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
    end: async () => {
      await arm.kill();
      await rm(home, { recursive: true });
    },
  };
}
