import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { armProcess } from './arm-process.ts';
import { asking, makeGroup, scaleSetPath, VERSION } from './given-arm.ts';

const model = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', capacity: 5 },
  properties: {
    upgradePolicy: { mode: 'Manual' },
    virtualMachineProfile: { osProfile: { computerNamePrefix: 'web' } },
  },
};

/** Ids of the machines that a program started with a seed makes of the same request. */
async function vmIds(seed: string): Promise<string[]> {
  const arm = await armProcess('--seed', seed);
  const ask = asking(arm.url);
  await makeGroup(ask);
  await ask('PUT', `${scaleSetPath('web')}?${VERSION}`, { body: model });
  const list = await ask('GET', `${scaleSetPath('web')}/virtualMachines?${VERSION}`);
  await arm.kill();
  return (list.at('value') as Array<{ properties: { vmId: string } }>).map(
    ({ properties }) => properties.vmId,
  );
}

test('programs started with one seed make the same machines, with another seed others', async () => {
  const first = await vmIds('5');
  expect(first.length).toBeGreaterThanOrEqual(5);
  expect(await vmIds('5')).toEqual(first);
  expect(await vmIds('6')).not.toEqual(first);
});

test('the program seeds a demo, once, and without rate limits answers however often it is asked', async () => {
  const arm = await armProcess('--seed-demo', '--no-rate-limits');
  const ask = asking(arm.url);
  const web = await ask('GET', `${scaleSetPath('web')}?${VERSION}`);
  const image = ['properties', 'virtualMachineProfile', 'storageProfile', 'imageReference', 'id'];
  expect(web.at(...image)).toMatch(/galleries\/demo\/images\/web\/versions\/1\.0\.0$/);
  // The bucket of a set holds 36.
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => ask('GET', `${scaleSetPath('web')}?${VERSION}`)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await arm.kill();
});

test.each([
  ['--foo', /Unknown option '--foo'/],
  ['--time-scale=abc', /--time-scale must be a number above 0/],
  ['--port=70000', /--port must be a port number/],
])(
  'the program says what is wrong with %s, without a stack, and where the flags are listed',
  (flag, what) => {
    const { status, stderr } = runToItsEnd(flag);
    expect(status).toBe(1);
    expect(stderr).toMatch(what);
    expect(stderr).toContain('npm run arm -- --help');
    expect(stderr).not.toMatch(/^ {4}at /m);
  },
);

test('the program lists its flags when asked to', () => {
  const { status, stdout } = runToItsEnd('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('--seed-demo');
});

function runToItsEnd(...flags: string[]) {
  const main = join(__dirname, '../../local/arm/main.ts');
  return spawnSync(process.execPath, [main, ...flags], { encoding: 'utf8' });
}
