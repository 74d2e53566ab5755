import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { armProcess } from './arm-process.ts';
import { asking, makeGroup, scaleSetPath, VERSION } from './given-arm.ts';

const model = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', capacity: 2 },
  properties: {
    upgradePolicy: { mode: 'Manual' },
    virtualMachineProfile: { osProfile: { computerNamePrefix: 'web' } },
  },
};

test('every acknowledged write is there again after kill -9, and runs on as if nothing had happened', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arm-'));
  const options = ['--state', join(folder, 'arm.db'), '--time-scale', '1'];
  const first = await armProcess(...options);
  const ask = asking(first.url);
  await makeGroup(ask);
  expect((await ask('PUT', `${scaleSetPath('web')}?${VERSION}`, { body: model })).status).toBe(201);
  const before = await ask('GET', `${scaleSetPath('web')}/virtualMachines?${VERSION}`);
  await first.kill();

  const second = await armProcess(...options);
  const after = await asking(second.url)('GET', `${scaleSetPath('web')}/virtualMachines?${VERSION}`);
  expect(after.status).toBe(200);
  expect(after.body).toEqual(before.body);
  await second.kill();
  await rm(folder, { recursive: true });
});
