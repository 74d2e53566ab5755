import { describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '../..');
const OCTOPUS = 'local/octopus-server/main.ts';
const ARM = 'local/arm/main.ts';
const SOAK = 'test/soak/main.ts';
const NAMES: Record<string, string> = { [OCTOPUS]: 'octopus', [ARM]: 'arm', [SOAK]: 'soak' };

function runToItsEnd(script: string, ...flags: string[]) {
  return spawnSync(process.execPath, [join(ROOT, script), ...flags], { encoding: 'utf8' });
}

describe('a program says what is wrong with its flags, without a stack, and where they are listed', () => {
  test.each([
    [OCTOPUS, '--foo', /Unknown option '--foo'/],
    [OCTOPUS, '--port', /Option '--port <value>' argument missing/],
    [OCTOPUS, '--port=70000', /--port must be a port number/],
    [OCTOPUS, '--time-scale=0', /--time-scale must be a number above 0/],
    [OCTOPUS, '--seed=x', /--seed must be a whole number/],
    [ARM, '--state', /Option '--state <value>' argument missing/],
    [ARM, 'extra', /Unexpected argument 'extra'/],
    [SOAK, '--foo', /Unknown option '--foo'/],
    [SOAK, '--minutes=soon', /--minutes must be a number above 0/],
    [SOAK, '--chapter', /Option '--chapter <value>' argument missing/],
    [SOAK, '--seed=-1', /--seed must be a whole number/],
  ])('%s %s', (script, flag, what) => {
    const { status, stderr } = runToItsEnd(script, flag);
    expect(status).toBe(1);
    expect(stderr).toMatch(what);
    expect(stderr).toContain(`npm run ${NAMES[script] ?? ''} -- --help`);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });
});

test.each([OCTOPUS, SOAK])('%s lists its flags when asked to', (script) => {
  const { status, stdout } = runToItsEnd(script, '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('--seed');
});

test('the simulated Azure over HTTPS takes its authority away with it', async () => {
  const arm = spawn(process.execPath, [join(ROOT, ARM), '--https', '--port', '0'], { stdio: 'pipe' });
  let authority = '';
  for await (const line of createInterface(arm.stdout)) {
    authority = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(line)?.[1] ?? authority;
    if (line.startsWith('ready ')) break;
  }
  expect(existsSync(authority)).toBe(true);
  arm.kill('SIGTERM');
  await once(arm, 'exit');
  expect(existsSync(dirname(authority))).toBe(false);
});
