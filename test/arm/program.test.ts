import { expect, test } from '@jest/globals';

import { armProcess } from './arm-process.ts';
import { asking, scaleSetPath, VERSION } from './given-arm.ts';

const model = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', capacity: 5 },
  properties: { virtualMachineProfile: { osProfile: { computerNamePrefix: 'web' } } },
};

/** Ids of the machines that a program started with a seed makes of the same request. */
async function vmIds(seed: string): Promise<string[]> {
  const arm = await armProcess('--seed', seed);
  const ask = asking(arm.url);
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
