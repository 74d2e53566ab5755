import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { afterEach, expect, test } from '@jest/globals';

import { makeCertificates } from '../../local/arm/https/certificates.ts';
import { startArm, type Arm } from '../../local/arm/start-arm.ts';
import { scaledClock } from '../../local/clock/clock.ts';
import { armProcess } from '../arm/arm-process.ts';

const CERTIFICATES = makeCertificates(Date.now());
let arm: Arm | undefined;
afterEach(async () => {
  await arm?.stop();
  arm = undefined;
});

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
  const model = { location: 'westeurope', sku: { name: 'Standard_D2s_v5', capacity: 2 }, upgradePolicy: { mode: 'Manual' }, virtualMachineProfile: {} };
  await fetch(endpoint + '/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/rg?api-version=2021-04-01', {
    method: 'PUT',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
    body: JSON.stringify({ location: 'westeurope' }),
  });
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

test('the Azure CLI, asking as it was seen to, registers the cloud, signs in and lists subscriptions', async () => {
  const { url } = await secureArm();
  const cloud = (await ask('/metadata/endpoints?api-version=2015-01-01')) as {
    graphEndpoint: string;
    authentication: { loginEndpoint: string; audiences: string[] };
  };
  expect(cloud.graphEndpoint).toBe(`${url}/`);
  expect(cloud.authentication).toEqual({ loginEndpoint: `${url}/`, audiences: [`${url}/`] });
  const discovery = (await ask('/adfs/.well-known/openid-configuration')) as Record<string, string>;
  expect(discovery).toMatchObject({
    authorization_endpoint: `${url}/adfs/oauth2/v2.0/authorize`,
    token_endpoint: `${url}/adfs/oauth2/v2.0/token`,
  });
  const form = new URLSearchParams({
    client_id: '00000000-0000-0000-0000-000000000002',
    grant_type: 'client_credentials',
    client_info: '1',
    client_secret: 'anything',
    claims: '{"access_token": {"xms_cc": {"values": ["CP1"]}}}',
    scope: `${cloud.authentication.audiences[0]}/.default`,
  });
  const token = (await ask('/adfs/oauth2/v2.0/token', { form })) as Record<string, unknown>;
  expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3_599 });
  const subscriptions = await ask('/subscriptions?api-version=2016-06-01', {
    bearer: String(token.access_token),
  });
  expect(subscriptions).toMatchObject({ value: [{ displayName: 'Simulated', state: 'Enabled' }] });
});

test('an Azure CLI of today finds in the one cloud what it needs', async () => {
  const { url } = await secureArm();
  expect(await ask('/metadata/endpoints?api-version=2022-09-01')).toMatchObject({
    name: 'FleetConductorSimulator',
    resourceManager: `${url}/`,
    authentication: { loginEndpoint: url, audiences: [url, `${url}/`] },
    suffixes: { storage: new URL(url).host },
  });
});

test('the interfaces of a scale set are listed at the version of the profile for hybrid clouds', async () => {
  const { sim } = await secureArm();
  const set = sim.createScaleSet({ resourceGroup: 'rg', name: 'web', capacity: 2 });
  const listed = await ask(`${set}/networkInterfaces?api-version=2016-03-30`, { bearer: 'any' });
  expect(listed).toMatchObject({ value: [{ name: 'web-nic' }, { name: 'web-nic' }] });
});

test('the certificates have the extensions that a strict check asks for', () => {
  const authority = new X509Certificate(CERTIFICATES.authority);
  const server = new X509Certificate(CERTIFICATES.cert);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(authority.raw.includes(Buffer.from('0603551d130101ff', 'hex'))).toBe(true);
  for (const { raw } of [authority, server])
    for (const identifier of ['0603551d0e', '0603551d23'])
      expect(raw.includes(Buffer.from(identifier, 'hex'))).toBe(true);
});

test('the authority of another run is told apart, though it has the same name', () => {
  const server = new X509Certificate(CERTIFICATES.cert);
  const other = new X509Certificate(makeCertificates(Date.now()).authority);
  expect(server.issuer).toBe(other.subject);
  expect(server.checkIssued(new X509Certificate(CERTIFICATES.authority))).toBe(true);
  expect(server.checkIssued(other)).toBe(false);
});

async function secureArm(): Promise<Arm> {
  arm = await startArm({ port: 0, clock: scaledClock(1), tls: CERTIFICATES });
  arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
  return arm;
}

/** The JSON that is answered to a GET, or to the POST of a form, by a client that trusts this run's authority only. */
async function ask(
  path: string,
  { form, bearer }: { form?: URLSearchParams; bearer?: string } = {},
): Promise<unknown> {
  const message = request(`${arm?.url}${path}`, {
    ca: CERTIFICATES.authority,
    method: form ? 'POST' : 'GET',
    headers: {
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    },
  });
  return new Promise((resolve, reject) => {
    message.once('error', reject);
    message.once('response', (response) => {
      expect(response.statusCode).toBe(200);
      text(response).then((body) => resolve(JSON.parse(body)), reject);
    });
    message.end(form?.toString());
  });
}

/** Real pollers wait as long as they are told to; here they are not told. */
async function fetchSettings(url: string, authority: string): Promise<void> {
  const script = `await fetch('${url}/_sim/settings', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"pollRetryAfterSeconds":"none"}' })`;
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
