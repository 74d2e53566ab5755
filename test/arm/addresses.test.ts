import { afterEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const NET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/net`;
const AT = 'api-version=2024-05-01';
const subnetOf = (id: string) => ({
  name: 'nic',
  properties: { primary: true, ipConfigurations: [{ name: 'ip', properties: { subnet: { id } } }] },
});
const network = (prefix: string) => ({
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: ['10.1.0.0/16'] },
    subnets: [{ name: 'small', properties: { addressPrefix: prefix } }],
  },
});
const inSubnet = { networkProfile: { networkInterfaceConfigurations: [subnetOf(`${NET}/subnets/small`)] } };
const scale = (capacity: number) =>
  given.ask('PATCH', `${scaleSetPath('web')}?${VERSION}`, { body: { sku: { capacity } } });

async function givenSmallSubnet(): Promise<void> {
  given = await givenArm();
  given.arm.sim.createResourceGroup({ resourceGroup: 'rg-demo' });
  expect((await given.ask('PUT', `${NET}?${AT}`, { body: network('10.1.0.0/29') })).status).toBe(201);
  given.arm.sim.createScaleSet({
    ...{ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false },
    properties: { virtualMachineProfile: inSubnet },
  });
}

test('machines have the addresses of their subnet; a full one refuses more; what is let go is given again', async () => {
  await givenSmallSubnet();
  const addresses = () => given.arm.sim.instances().map(({ privateIp }) => privateIp);
  expect(addresses()).toEqual(['10.1.0.4', '10.1.0.5']);
  const refused = await scale(4);
  expect([refused.status, refused.at('error', 'code'), refused.at('error', 'message')]).toEqual([
    400,
    'SubnetIsFull',
    'Subnet small with address prefix 10.1.0.0/29 does not have enough capacity for 2 IP addresses.',
  ]);
  expect((await scale(3)).status).toBe(200);
  expect(addresses()).toEqual(['10.1.0.4', '10.1.0.5', '10.1.0.6']);
  await given.clock.advance(600_000);
  await scale(2);
  await given.clock.advance(60_000);
  await scale(3);
  expect(new Set(addresses())).toEqual(new Set(['10.1.0.4', '10.1.0.5', '10.1.0.6']));
});

test('a subnet in use can neither be left out nor moved; one that fits nowhere is refused', async () => {
  await givenSmallSubnet();
  const put = async (body: unknown) => (await given.ask('PUT', `${NET}?${AT}`, { body })).at('error', 'code');
  expect(await put(network('10.1.0.8/29'))).toBe('InUsePrefixCannotBeDeleted');
  expect(
    await put({ location: 'westeurope', properties: { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } } }),
  ).toBe('InUseSubnetCannotBeDeleted');
  expect(await put(network('10.2.0.0/29'))).toBe('NetcfgSubnetRangeOutsideVnet');
  expect(await put(network('10.1.0.0/33'))).toBe('InvalidAddressPrefixFormat');
  const other = `${NET}/subnets/other?${AT}`;
  const overlapping = await given.ask('PUT', other, {
    body: { properties: { addressPrefix: '10.1.0.4/30' } },
  });
  expect(overlapping.at('error', 'code')).toBe('NetcfgSubnetRangesOverlap');
  expect((await given.ask('GET', `${NET}?${AT}`)).at('properties', 'subnets')).toHaveLength(1);
});

test('cores have a limit by family of sizes, which refuses what goes beyond it', async () => {
  given = await givenArm({ settings: { familyQuota: { standardDSv5Family: 5 } } });
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 2, overprovision: false });
  const refused = await scale(3);
  expect([refused.status, refused.at('error', 'code')]).toEqual([409, 'OperationNotAllowed']);
  expect(refused.at('error', 'details', 0, 'code')).toBe('QuotaExceeded');
  const usages = `/subscriptions/${GROUP.split('/')[2]}/providers/Microsoft.Compute/locations/westeurope/usages`;
  const told = await given.ask('GET', `${usages}?${VERSION}`);
  expect(told.at('value')).toContainEqual(
    expect.objectContaining({
      currentValue: 4,
      limit: 5,
      name: expect.objectContaining({ value: 'standardDSv5Family' }),
    }),
  );
});

test('a set that its quota keeps from scaling does not keep another from it', async () => {
  given = await givenArm({ settings: { familyQuota: { standardDSv5Family: 2 } } });
  const setting = async (name: string, size: string) => {
    const target = given.arm.sim.createScaleSet({
      ...{ resourceGroup: 'rg-demo', name, capacity: 1, size, overprovision: false },
    });
    const profile = { name: 'default', capacity: { minimum: '2', maximum: '3', default: '2' }, rules: [] };
    const path = `${GROUP}/providers/Microsoft.Insights/autoscalesettings/${name}?api-version=2022-10-01`;
    const properties = { enabled: true, targetResourceUri: target, profiles: [profile] };
    const written = await given.ask('PUT', path, { body: { location: 'westeurope', properties } });
    expect(written.status).toBe(201);
  };
  await setting('full', 'Standard_D2s_v5');
  await setting('roomy', 'Standard_E2s_v5');
  await given.clock.advance(120_000);
  const capacity = async (name: string) =>
    (await given.ask('GET', `${scaleSetPath(name)}?${VERSION}`)).at('sku', 'capacity');
  expect([await capacity('full'), await capacity('roomy')]).toEqual([1, 2]);
});

test('an interface tells the application gateways’ pools that its model gives it', async () => {
  given = await givenArm();
  const pools = [
    { id: `${GROUP}/providers/Microsoft.Network/applicationGateways/gw/backendAddressPools/all` },
  ];
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1, overprovision: false });
  const set = await given.ask('GET', `${scaleSetPath('web')}?${VERSION}`);
  const profile = set.at('properties', 'virtualMachineProfile', 'networkProfile') as {
    networkInterfaceConfigurations: { properties: { ipConfigurations: { properties: object }[] } }[];
  };
  for (const nic of profile.networkInterfaceConfigurations)
    for (const { properties } of nic.properties.ipConfigurations)
      Object.assign(properties, { applicationGatewayBackendAddressPools: pools });
  const body = { properties: { virtualMachineProfile: { networkProfile: profile } } };
  await given.ask('PATCH', `${scaleSetPath('web')}?${VERSION}`, { body });
  await given.clock.advance(60_000);
  await given.ask('POST', `${scaleSetPath('web')}/manualupgrade?${VERSION}`, {
    body: { instanceIds: ['0'] },
  });
  await given.clock.advance(600_000);
  const nics = await given.ask('GET', `${scaleSetPath('web')}/networkInterfaces?${AT}`);
  const shown = nics.at('value', 0, 'properties', 'ipConfigurations', 0, 'properties');
  expect(shown).toMatchObject({ applicationGatewayBackendAddressPools: pools });
});
