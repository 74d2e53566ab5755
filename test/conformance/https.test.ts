import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { armProcess } from '../arm/arm-process.ts';

/** An unmodified client, as anybody would write it: environment credentials and an endpoint, nothing else. */
const CLIENT = `
  import { DefaultAzureCredential } from '@azure/identity';
  import { ComputeManagementClient } from '@azure/arm-compute';
  const credential = new DefaultAzureCredential({ disableInstanceDiscovery: true });
  const endpoint = process.env.AZURE_AUTHORITY_HOST;
  const client = new ComputeManagementClient(credential, '00000000-0000-0000-0000-000000000000', {
    endpoint,
    credentialScopes: [endpoint + '/.default'],
  });
  const model = { location: 'westeurope', sku: { name: 'Standard_D2s_v5', capacity: 2 }, virtualMachineProfile: {} };
  await client.virtualMachineScaleSets.createOrUpdate('rg', 'web', model, { updateIntervalInMs: 20 }).pollUntilDone();
  const names = [];
  for await (const { name } of client.virtualMachineScaleSetVMs.list('rg', 'web')) names.push(name);
  console.log(JSON.stringify(names));
`;

test('an unmodified client signs in and works over HTTPS, trusting the authority the program printed', async () => {
  const arm = await armProcess('--https', '--time-scale', '2000');
  const authority = /NODE_EXTRA_CA_CERTS=(\S+)/.exec(arm.output)?.[1] ?? '';
  await fetchSettings(arm.url, authority);
  const { stdout } = await run(CLIENT, { url: arm.url, authority });
  expect(JSON.parse(stdout)).toHaveLength(2);
  await arm.kill();
});

/** Real pollers wait as long as they are told to; here they are not told. */
async function fetchSettings(url: string, authority: string): Promise<void> {
  const script = `await fetch('${url}/_sim/settings', { method: 'PATCH', body: '{"pollRetryAfterSeconds":"none"}' })`;
  await run(script, { url, authority });
}

function run(
  script: string,
  { url, authority }: { url: string; authority: string },
): Promise<{ stdout: string }> {
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: authority,
    AZURE_AUTHORITY_HOST: url,
    AZURE_TENANT_ID: '00000000-0000-0000-0000-000000000001',
    AZURE_CLIENT_ID: '00000000-0000-0000-0000-000000000002',
    AZURE_CLIENT_SECRET: 'anything',
  };
  const options = { env, cwd: join(__dirname, '../..') };
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
}
