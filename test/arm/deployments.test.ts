import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const AT = 'api-version=2021-04-01';
const DEPLOYMENT = `${GROUP}/providers/Microsoft.Resources/deployments/one`;
const subnet = "[concat(variables('net'), '/subnets/default')]";
const nic = {
  name: 'nic',
  properties: { primary: true, ipConfigurations: [{ name: 'ip', properties: { subnet: { id: subnet } } }] },
};
const set = {
  type: 'Microsoft.Compute/virtualMachineScaleSets',
  name: "[parameters('name')]",
  apiVersion: '2024-07-01',
  location: '[resourceGroup().location]',
  dependsOn: ['Microsoft.Network/virtualNetworks/net'],
  sku: { name: 'Standard_D2s_v5', capacity: 2 },
  properties: {
    overprovision: false,
    upgradePolicy: { mode: 'Manual' },
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: 'web',
        adminUsername: 'azureuser',
        adminPassword: "[parameters('secret')]",
      },
      storageProfile: {
        imageReference: {
          publisher: 'Canonical',
          offer: 'ubuntu-24_04-lts',
          sku: 'server',
          version: 'latest',
        },
      },
      networkProfile: { networkInterfaceConfigurations: [nic] },
    },
  },
};
const network = {
  type: 'Microsoft.Network/virtualNetworks',
  name: 'net',
  apiVersion: '2024-05-01',
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: ['10.5.0.0/16'] },
    subnets: [{ name: 'default', properties: { addressPrefix: '10.5.0.0/24' } }],
  },
};
const template = {
  parameters: { name: { type: 'string', defaultValue: 'web' }, secret: { type: 'securestring' } },
  variables: { net: "[resourceId('Microsoft.Network/virtualNetworks', 'net')]" },
  resources: [set, network],
  outputs: {
    address: { type: 'string', value: "[reference(variables('net')).addressSpace.addressPrefixes[0]]" },
    text: { type: 'string', value: "[format('it''s {0}', toUpper(parameters('name')))]" },
  },
};
const deploy = (parts: object = {}) =>
  given.ask('PUT', `${DEPLOYMENT}?${AT}`, {
    body: {
      properties: {
        mode: 'Incremental',
        template: { ...template, ...parts },
        parameters: { secret: { value: 'Pa55-word-1234' } },
      },
    },
  });

async function givenGroup(): Promise<void> {
  given = await givenArm();
  given.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
}

test('a template is deployed in the order of its dependencies, and ends with the last of them', async () => {
  await givenGroup();
  const accepted = await deploy();
  expect([accepted.status, accepted.at('properties', 'provisioningState')]).toEqual([201, 'Running']);
  const poll = accepted.headers.get('azure-asyncoperation') ?? '';
  expect((await given.ask('GET', poll)).body).toEqual({ status: 'Running' });
  await given.clock.advance(300_000);
  expect((await given.ask('GET', poll)).body).toEqual({ status: 'Succeeded' });
  const done = await given.ask('GET', `${DEPLOYMENT}?${AT}`);
  expect(done.at('properties', 'outputs')).toEqual({
    address: { type: 'String', value: '10.5.0.0/16' },
    text: { type: 'String', value: "it's WEB" },
  });
  expect(JSON.stringify(done.body)).not.toContain('Pa55');
  expect(given.arm.sim.instances().map(({ privateIp }) => privateIp)).toEqual(['10.5.0.4', '10.5.0.5']);
  const operations = await given.ask('GET', `${DEPLOYMENT}/operations?${AT}`);
  expect(operations.at('value', 1, 'properties', 'provisioningState')).toBe('Succeeded');
  expect((await given.ask('HEAD', `${DEPLOYMENT}?${AT}`)).status).toBe(204);
  expect(
    (await given.ask('GET', `${GROUP}/providers/Microsoft.Resources/deployments?${AT}`)).at('value'),
  ).toHaveLength(1);
  expect((await given.ask('DELETE', `${DEPLOYMENT}?${AT}`)).status).toBe(204);
  expect((await given.ask('GET', `${scaleSetPath('web')}?${VERSION}`)).status).toBe(200);
});

test('a resource that is refused, and one that fails later, fail the deployment with the reason', async () => {
  await givenGroup();
  await deploy({ resources: [{ ...network, properties: {} }] });
  const refused = await given.ask('GET', `${DEPLOYMENT}?${AT}`);
  expect(refused.at('properties', 'provisioningState')).toBe('Failed');
  expect(refused.at('properties', 'error', 'details', 0, 'code')).toBe('InvalidRequestFormat');
  given.arm.sim.addFault({ effect: { finish: 'allocationFailed' } });
  const poll = (await deploy()).headers.get('azure-asyncoperation') ?? '';
  await given.clock.advance(300_000);
  expect((await given.ask('GET', poll)).at('error', 'details', 0, 'code')).toBe('AllocationFailed');
});

test('of a resource that is refused nothing is left; those before it stay, those after it are not made', async () => {
  await givenGroup();
  const security = (name: string, properties: object, dependsOn: string[]) => ({
    ...{ type: 'Microsoft.Network/networkSecurityGroups', name, apiVersion: '2024-05-01' },
    ...{ location: 'westeurope', properties, dependsOn },
  });
  const twice = { securityRules: [{ name: 'a' }, { name: 'a' }] };
  const of = (kind: string, name: string) => `Microsoft.Network/${kind}/${name}`;
  const resources = [
    network,
    security('bad', twice, [of('virtualNetworks', 'net')]),
    security('after', {}, [of('networkSecurityGroups', 'bad')]),
  ];
  await deploy({ resources, outputs: {} });
  await given.clock.advance(60_000);
  const deployment = await given.ask('GET', `${DEPLOYMENT}?${AT}`);
  expect(deployment.at('properties', 'provisioningState')).toBe('Failed');
  const found = (await given.ask('GET', `${GROUP}/resources?${AT}`)).at('value');
  expect((found as Array<{ name: string }>).map(({ name }) => name)).toEqual(['net']);
  const operations = await given.ask('GET', `${DEPLOYMENT}/operations?${AT}`);
  const states = (operations.at('value') as Array<{ properties: { provisioningState: string } }>).map(
    ({ properties }) => properties.provisioningState,
  );
  expect(states).toContain('Failed');
});

test('what cannot be read or is not simulated is refused as a whole', async () => {
  await givenGroup();
  const code = async (parts: object) => (await deploy(parts)).at('error', 'code');
  expect(await code({ variables: { net: '[resourceId(]' } })).toBe('InvalidTemplate');
  expect(await code({ variables: {} })).toBe('InvalidTemplate');
  expect(await code({ variables: { net: '[uniqueString(1)]' } })).toBe('NotSimulated');
  const unknown = { type: 'Microsoft.Web/sites', name: 'site', apiVersion: '2022-01-01' };
  expect(await code({ resources: [network, unknown] })).toBe('NotSimulated');
  const circle = { ...network, dependsOn: ['web'] };
  expect(await code({ resources: [set, circle] })).toBe('InvalidTemplate');
  expect((await given.ask('GET', `${GROUP}/resources?${AT}`)).at('value')).toEqual([]);
  const validated = await given.ask('POST', `${DEPLOYMENT}/validate?${AT}`, {
    body: { properties: { template, parameters: { secret: { value: 'x' } } } },
  });
  expect(validated.at('properties', 'provisioningState')).toBe('Succeeded');
});
