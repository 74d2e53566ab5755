import { expect, test } from '@jest/globals';

import { GROUP, SUBSCRIPTION } from '../arm/given-arm.ts';
import { hasCli, noticeWithoutCli, signedInCli } from './signed-in-cli.ts';

noticeWithoutCli('sign-in of the Azure CLI');

(hasCli ? test : test.skip)(
  'the Azure CLI registers the simulator as a cloud, signs in and reads a set',
  async () => {
    const { url, az, end } = await signedInCli('--seed-demo');
    expect(await az('account', 'show', '--query', 'id', '-o', 'tsv')).toBe(SUBSCRIPTION);
    const sets = `${url}${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets?api-version=2024-07-01`;
    const listed = JSON.parse(await az('rest', '--method', 'get', '--url', sets)) as { value: object[] };
    expect(listed.value).toMatchObject([{ name: 'web' }, { name: 'api' }]);
    await end();
  },
  120_000,
);
