import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { armProcess } from '../arm/arm-process.ts';
import { GROUP, SUBSCRIPTION } from '../arm/given-arm.ts';

const hasCli = spawnSync('az', ['version'], { timeout: 20_000 }).status === 0;
if (!hasCli) console.warn('sign-in of the Azure CLI skipped: there is no `az` on this machine');

(hasCli ? test : test.skip)(
  'the Azure CLI registers the simulator as a cloud, signs in and reads a set',
  async () => {
    const arm = await armProcess('--https');
    const home = await mkdtemp(join(tmpdir(), 'az-'));
    const authority = /REQUESTS_CA_BUNDLE=(\S+)/.exec(arm.output)?.[1] ?? '';
    const env = {
      ...process.env,
      AZURE_CONFIG_DIR: home,
      AZURE_CORE_COLLECT_TELEMETRY: '0',
      REQUESTS_CA_BUNDLE: authority,
    };
    const az = async (...options: string[]) => (await promisify(execFile)('az', options, { env })).stdout;
    await az(
      ...['cloud', 'register', '-n', 'sim', '--endpoint-resource-manager', arm.url],
      ...['--endpoint-active-directory', `${arm.url}/adfs`],
      ...['--endpoint-active-directory-resource-id', `${arm.url}/`],
      ...['--endpoint-active-directory-graph-resource-id', `${arm.url}/`],
    );
    await az('cloud', 'set', '-n', 'sim');
    await az('login', '--service-principal', '-u', 'app', '-p', 'secret', '--tenant', SUBSCRIPTION);
    expect((await az('account', 'show', '--query', 'id', '-o', 'tsv')).trim()).toBe(SUBSCRIPTION);
    const sets = `${arm.url}${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets?api-version=2024-07-01`;
    expect(JSON.parse(await az('rest', '--method', 'get', '--url', sets))).toEqual({ value: [] });
    await arm.kill();
    await rm(home, { recursive: true });
  },
  120_000,
);
