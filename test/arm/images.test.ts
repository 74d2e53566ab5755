import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { objectAt, valueAt, type JsonObject } from '../../local/arm/json.ts';
import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

const GALLERY = 'api-version=2023-07-03';
const AT = { resourceGroup: 'rg-demo', gallery: 'demo' };
const KEYS = { publicKeys: [{ path: '/home/azureuser/.ssh/authorized_keys', keyData: 'ssh-rsa AAAA' }] };

let given: GivenArm;
let base: JsonObject;
beforeEach(async () => {
  given = await givenArm();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web__1', capacity: 1 });
  base = (await given.ask('GET', `${scaleSetPath('web__1')}?${VERSION}`)).body as JsonObject;
});
afterEach(() => given.arm.stop());

/** A new set like the base, with parts of its profile replaced; `undefined` takes one away. */
function clone(name: string, parts: JsonObject): ReturnType<GivenArm['ask']> {
  const properties = objectAt(base, 'properties');
  const profile = objectAt(properties, 'virtualMachineProfile');
  const virtualMachineProfile = { ...profile, ...parts };
  const body = {
    ...base,
    sku: { ...objectAt(base, 'sku'), capacity: 0 },
    properties: { ...properties, virtualMachineProfile },
  };
  return given.ask('PUT', `${scaleSetPath(name)}?${VERSION}`, { body });
}

const imaged = (id: string): JsonObject => ({
  storageProfile: {
    ...objectAt(base, 'properties', 'virtualMachineProfile', 'storageProfile'),
    imageReference: { id },
  },
});
const account = (parts: JsonObject): JsonObject => ({
  osProfile: {
    ...objectAt(base, 'properties', 'virtualMachineProfile', 'osProfile'),
    linuxConfiguration: undefined,
    ...parts,
  },
});

test('what the side door creates is cloned as it reads, whatever it is called', async () => {
  expect((await clone('web__2', {})).status).toBe(201);
});

test('an image says what it is, and a version where it is, and how far it has got there', async () => {
  const version = given.arm.sim.createGalleryImage({
    ...AT,
    image: 'win',
    version: '1.0.0',
    osType: 'Windows',
    osState: 'Specialized',
    hyperVGeneration: 'V1',
    targetRegions: ['westeurope', 'West US 2'],
    replicatingTo: ['westus2'],
  });
  const image = await given.ask('GET', `${version.replace(/\/versions.*/, '')}?${GALLERY}`);
  expect(image.at('properties')).toMatchObject({
    osType: 'Windows',
    osState: 'Specialized',
    hyperVGeneration: 'V1',
  });
  const plain = await given.ask('GET', `${version}?${GALLERY}`);
  expect(plain.at('properties', 'publishingProfile', 'targetRegions')).toMatchObject([
    { name: 'West Europe' },
    { name: 'West US 2' },
  ]);
  expect(plain.at('properties', 'replicationStatus')).toBeUndefined();
  const expanded = await given.ask('GET', `${version}?${GALLERY}&$expand=ReplicationStatus`);
  expect(expanded.at('properties', 'replicationStatus')).toEqual({
    aggregatedState: 'InProgress',
    summary: [
      { region: 'West Europe', state: 'Completed', details: '', progress: 100 },
      { region: 'West US 2', state: 'Replicating', details: '', progress: 50 },
    ],
  });
});

test('an image that is not in the region of the set, or not yet, is refused', async () => {
  const make = (version: string, targetRegions: string[], replicatingTo: string[] = []) =>
    given.arm.sim.createGalleryImage({ ...AT, image: 'web', version, targetRegions, replicatingTo });
  const far = make('1.0.0', ['eastus']);
  const late = make('2.0.0', ['westeurope'], ['westeurope']);
  const near = make('3.0.0', ['West Europe']);
  const image = near.replace(/\/versions.*/, '');
  const answers = [far, late, near.replace('3.0.0', '9.9.9'), near, image, `${image}/versions/latest`];
  const found = await Promise.all(answers.map((id, index) => clone(`set-${index}`, imaged(id))));
  expect(found.map(({ status }) => status)).toEqual([404, 404, 404, 201, 201, 201]);
  expect(found.slice(0, 3).map((answer) => answer.at('error', 'code'))).toEqual(
    Array(3).fill('GalleryImageNotFound'),
  );
});

test('a specialized image brings its own accounts, a generalized one needs them', async () => {
  const special = given.arm.sim.createGalleryImage({
    ...AT,
    image: 'special',
    version: '1.0.0',
    osState: 'Specialized',
  });
  const given1 = await clone('one', imaged(special));
  expect([given1.status, given1.at('error', 'message')]).toEqual([
    400,
    "Parameter 'osProfile' is not allowed.",
  ]);
  expect((await clone('two', { ...imaged(special), osProfile: undefined })).status).toBe(201);
  const without = await clone('three', { osProfile: undefined });
  expect([without.status, without.at('error', 'target')]).toEqual([400, 'osProfile']);
});

test.each([
  ['no key where no password is taken', { linuxConfiguration: { disablePasswordAuthentication: true } }],
  ['no password where one is taken', { linuxConfiguration: { disablePasswordAuthentication: false } }],
  ['neither', {}],
  ['Windows without a password', { windowsConfiguration: { provisionVMAgent: true } }],
  [
    'a key at another place',
    {
      linuxConfiguration: {
        disablePasswordAuthentication: true,
        ssh: { publicKeys: [{ path: '/root/.ssh/authorized_keys', keyData: 'ssh-rsa AAAA' }] },
      },
    },
  ],
  ['nobody to sign in as', { adminUsername: undefined, adminPassword: 'Secret-secret1' }],
])('a new set that nobody could sign in to is refused: %s', async (_, parts) => {
  const refused = await clone('new', account(parts));
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidParameter']);
});

test('secrets are taken, and shown by nothing; user data when asked for', async () => {
  const made = await clone('new', {
    ...account({
      adminPassword: 'Secret-secret1',
      customData: 'Y3VzdG9t',
      linuxConfiguration: { ssh: KEYS },
    }),
    userData: 'dXNlcg==',
  });

  expect(made.status).toBe(201);
  const read = await given.ask('GET', `${scaleSetPath('new')}?${VERSION}`);
  const expanded = await given.ask('GET', `${scaleSetPath('new')}?${VERSION}&$expand=userData`);
  for (const { body } of [made, read, expanded])
    expect(JSON.stringify(body)).not.toMatch(/Secret-secret1|Y3VzdG9t/);
  const shown = (body: unknown) => valueAt(body, 'properties', 'virtualMachineProfile', 'userData');
  expect([made, read, expanded].map(({ body }) => shown(body))).toEqual([undefined, undefined, 'dXNlcg==']);
});
