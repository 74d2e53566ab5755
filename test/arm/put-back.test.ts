import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { VirtualClock } from '../../local/clock/virtual-clock.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
let folder: string | undefined;
afterEach(async () => {
  await given.arm.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

const AT = 'api-version=2024-05-01';
const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const start = async () => {
  given = await givenArm();
  given.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
};
const net = (prefix: string, subnets: string[]) => ({
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: [`${prefix}.0.0/16`] },
    subnets: subnets.map((name, at) => ({ name, properties: { addressPrefix: `${prefix}.${at}.0/24` } })),
  },
});
const health = (path: string) => ({
  properties: { publisher: 'Microsoft.ManagedServices', type: path, typeHandlerVersion: '1.0' },
});
const deploy = (template: object) =>
  given.ask('PUT', `${GROUP}/providers/Microsoft.Resources/deployments/one?api-version=2021-04-01`, {
    body: { properties: { mode: 'Incremental', template: { resources: [], ...template } } },
  });

test('a child keeps its name and its place when it is written in another spelling', async () => {
  await start();
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web' });
  const extension = (name: string) => `${scaleSetPath('web')}/extensions/${name}?${VERSION}`;
  for (const name of ['first', 'second', 'FIRST'])
    expect((await given.ask('PUT', extension(name), { body: health(name) })).status).toBeLessThan(300);
  const listed = await given.ask('GET', `${scaleSetPath('web')}/extensions?${VERSION}`);
  expect([listed.at('value', 0, 'name'), listed.at('value', 1, 'name')]).toEqual(['first', 'second']);
  expect(listed.at('value', 0, 'properties', 'type')).toBe('FIRST');
  await given.ask('PUT', `${NETWORK}/virtualNetworks/net?${AT}`, { body: net('10.1', ['a', 'b']) });
  const subnet = { properties: { addressPrefix: '10.1.0.0/25' } };
  const put = await given.ask('PUT', `${NETWORK}/virtualNetworks/net/subnets/A?${AT}`, { body: subnet });
  expect([put.status, put.at('name'), put.at('properties', 'addressPrefix')]).toEqual([
    200,
    'a',
    '10.1.0.0/25',
  ]);
});

test('a child whose properties are left out lacks what they must have', async () => {
  await start();
  const body = { location: 'westeurope', properties: { inboundNatPools: [{ name: 'ssh' }] } };
  const refused = await given.ask('PUT', `${NETWORK}/loadBalancers/lb?${AT}`, { body });
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidRequestFormat']);
  expect(refused.at('error', 'details', 0, 'message')).toMatch(/Required property/);
});

test.each([
  ['virtualNetworks/net', 'Microsoft.Network', net('10.1', ['a'])],
  ['networkSecurityGroups/nsg', 'Microsoft.Network', { location: 'westeurope' }],
])('tags of %s are texts', async (...[name, provider, body]) => {
  await start();
  const path = `${GROUP}/providers/${provider}/${name}`;
  const refused = await given.ask('PUT', `${path}?${AT}`, { body: { ...body, tags: { a: [1] } } });
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidRequestContent']);
  expect((await given.ask('PUT', `${path}?${AT}`, { body })).status).toBe(201);
  const tags = `${path}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
  const patch = { operation: 'Merge', properties: { tags: { a: { b: 1 } } } };
  expect((await given.ask('PATCH', tags, { body: patch })).status).toBe(400);
});

test('lists read the same after a restart, and a group that was deleted stays so', async () => {
  folder = mkdtempSync(join(tmpdir(), 'arm-'));
  const options = { statePath: join(folder, 'state.db'), clock: new VirtualClock() };
  given = await givenArm(options);
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-gone', name: 'old', capacity: 1 });
  given.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
  for (const [at, name] of ['c', 'a', 'b'].entries())
    await given.ask('PUT', `${NETWORK}/virtualNetworks/${name}?${AT}`, { body: net(`10.${at}`, ['z', 'y']) });
  const gone = `${GROUP.replace('rg-demo', 'rg-gone')}?api-version=2021-04-01`;
  expect((await given.ask('DELETE', gone)).status).toBe(202);
  await given.clock.advance(600_000);
  const before = await given.ask('GET', `${NETWORK}/virtualNetworks?${AT}`);
  await given.arm.stop();
  given = await givenArm(options);
  expect((await given.ask('GET', `${NETWORK}/virtualNetworks?${AT}`)).body).toEqual(before.body);
  expect((await given.ask('GET', gone)).status).toBe(404);
});

test.each<[string, object]>([
  ['variables made of themselves', { variables: { a: "[variables('b')]", b: "[variables('a')]" } }],
  ['variables that double and double', { variables: doubling() }],
  ['an expression longer than any', { variables: { a: `[concat(${"'a',".repeat(9_000)}'b')]` } }],
  ['a variable that only the language has', { variables: { a: "[variables('toString')]" } }],
])('a template with %s is refused', async (_, template) => {
  await start();
  const resource = { type: 'Microsoft.Network/virtualNetworks', name: "[variables('a')]" };
  const refused = await deploy({ ...template, resources: [resource] });
  expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidTemplate']);
});

function doubling(): Record<string, string> {
  const names = Array.from({ length: 18 }, (_, at) => String.fromCharCode('a'.charCodeAt(0) + at));
  const twice = (name: string) => `[concat(variables('${name}'), variables('${name}'))]`;
  return Object.fromEntries(
    names.map((name, at) => [name, at === 17 ? 'x'.repeat(1_000) : twice(names[at + 1] ?? '')]),
  );
}

test('a child is named by its address, whatever spellings of `name` its body has', async () => {
  await start();
  await given.ask('PUT', `${NETWORK}/virtualNetworks/net?${AT}`, { body: net('10.1', ['a']) });
  await given.ask('PUT', `${NETWORK}/loadBalancers/lb?${AT}`, { body: { location: 'westeurope' } });
  const written: [string, object][] = [
    ['virtualNetworks/net/subnets/b', { addressPrefix: '10.1.1.0/24' }],
    ['loadBalancers/lb/backendAddressPools/b', {}],
  ];
  for (const [path, properties] of written) {
    const body = { properties, name: 'other', NAME: 'another' };
    const put = await given.ask('PUT', `${NETWORK}/${path}?${AT}`, { body });
    const read = await given.ask('GET', `${NETWORK}/${path}?${AT}`);
    expect([put.status, put.at('name'), read.status]).toEqual([201, 'b', 200]);
  }
});

test('tags are minded in whatever case their member is spelled', async () => {
  await start();
  await given.ask('PUT', `${NETWORK}/loadBalancers/lb?${AT}`, { body: { location: 'westeurope' } });
  for (const [method, body] of [
    ['PATCH', { TAGS: { '': 'nameless' } }],
    ['PUT', { location: 'westeurope', Tags: { 'a<b': '' } }],
  ] as const) {
    const refused = await given.ask(method, `${NETWORK}/loadBalancers/lb?${AT}`, { body });
    expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidTagNameCharacters']);
  }
});

test('a PATCH leaves nothing that a PUT would refuse', async () => {
  await start();
  const disk = `${GROUP}/providers/Microsoft.Compute/disks/data?api-version=2024-03-02`;
  const properties = { creationData: { createOption: 'Empty' }, diskSizeGB: 8 };
  await given.ask('PUT', disk, { body: { location: 'westeurope', properties } });
  for (const part of [{ diskSizeGB: null }, { creationData: null }]) {
    const refused = await given.ask('PATCH', disk, { body: { properties: part } });
    expect([refused.status, refused.at('error', 'code')]).toEqual([400, 'InvalidParameter']);
  }
});
