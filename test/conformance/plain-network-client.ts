import { expect, test } from '@jest/globals';

import { all, conformance } from './conformance.ts';

const it = conformance();
const names = (items: Array<{ name?: string }>) => items.map(({ name }) => name);
const at = { location: 'westeurope' };
const RG = 'rg-demo';

test('a network and its subnets are written, read, listed and removed', async () => {
  it.arm.sim.createResourceGroup({ resourceGroup: RG });
  const { virtualNetworks, subnets } = it.network;
  const made = await virtualNetworks
    .createOrUpdate(RG, 'net', {
      ...at,
      addressSpace: { addressPrefixes: ['10.9.0.0/16'] },
      subnets: [{ name: 'default', addressPrefix: '10.9.0.0/24' }],
    })
    .pollUntilDone();
  expect([made.provisioningState, made.subnets?.[0]?.id]).toEqual([
    'Succeeded',
    expect.stringMatching(/virtualNetworks\/net\/subnets\/default$/),
  ]);
  const second = { addressPrefix: '10.9.1.0/28' };
  expect((await subnets.createOrUpdate(RG, 'net', 'small', second).pollUntilDone()).addressPrefix).toBe(
    '10.9.1.0/28',
  );
  expect(names(await all(subnets.list(RG, 'net')))).toEqual(['default', 'small']);
  expect((await subnets.get(RG, 'net', 'small')).privateEndpointNetworkPolicies).toBe('Disabled');
  expect((await virtualNetworks.updateTags(RG, 'net', { tags: { a: '1' } })).tags).toEqual({ a: '1' });
  const before = await virtualNetworks.get(RG, 'net');
  await virtualNetworks.createOrUpdate(RG, 'net', before).pollUntilDone();
  const { etag: _, subnets: childrenAfter, ...after } = await virtualNetworks.get(RG, 'net');
  expect(before).toMatchObject(after);
  expect(names(childrenAfter ?? [])).toEqual(['default', 'small']);
  expect(names(await all(virtualNetworks.listAll()))).toEqual(['net']);
  expect(names(await all(virtualNetworks.list(RG)))).toEqual(['net']);
  await subnets.delete(RG, 'net', 'small').pollUntilDone();
  await virtualNetworks.delete(RG, 'net').pollUntilDone();
  await expect(virtualNetworks.get(RG, 'net')).rejects.toMatchObject({ statusCode: 404 });
});

test('subnets tell how full they are, and which addresses are free', async () => {
  it.arm.sim.createScaleSet({ resourceGroup: RG, name: 'web', capacity: 2, overprovision: false });
  const { virtualNetworks } = it.network;
  const [usage] = await all(virtualNetworks.listUsage(RG, 'web-vnet'));
  expect(usage).toMatchObject({ currentValue: 2, limit: 65_531 });
  const [machine] = it.arm.sim.instances();
  const check = (address = '') => virtualNetworks.checkIPAddressAvailability(RG, 'web-vnet', address);
  const taken = await check(machine?.privateIp);
  expect(taken.available).toBe(false);
  expect(taken.availableIPAddresses).toHaveLength(5);
  expect((await check(taken.availableIPAddresses?.[0])).available).toBe(true);
  await expect(check('192.168.0.1')).rejects.toMatchObject({ code: 'PrivateIPAddressNotInAnySubnet' });
  const usages = await all(it.network.usages.list('westeurope'));
  expect(usages.find(({ name }) => name.value === 'VirtualNetworks')?.currentValue).toBe(1);
  await expect(virtualNetworks.delete(RG, 'web-vnet').pollUntilDone()).rejects.toMatchObject({
    code: 'InUseSubnetCannotBeDeleted',
  });
});

test('security groups and their rules are written, read, listed and removed', async () => {
  it.arm.sim.createResourceGroup({ resourceGroup: RG });
  const { networkSecurityGroups, securityRules } = it.network;
  const rule = {
    protocol: 'Tcp',
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '22',
    access: 'Allow',
    direction: 'Inbound',
    priority: 1_000,
  };
  const made = await networkSecurityGroups
    .createOrUpdate(RG, 'nsg', { ...at, securityRules: [{ name: 'ssh', ...rule }] })
    .pollUntilDone();
  expect(made.defaultSecurityRules).toHaveLength(6);
  const http = { ...rule, destinationPortRange: '80', priority: 1_001 };
  await securityRules.createOrUpdate(RG, 'nsg', 'http', http).pollUntilDone();
  expect(names(await all(securityRules.list(RG, 'nsg')))).toEqual(['ssh', 'http']);
  expect((await securityRules.get(RG, 'nsg', 'http')).priority).toBe(1_001);
  await securityRules.delete(RG, 'nsg', 'http').pollUntilDone();
  expect((await networkSecurityGroups.updateTags(RG, 'nsg', { tags: { a: '1' } })).tags).toEqual({ a: '1' });
  expect((await networkSecurityGroups.get(RG, 'nsg')).securityRules).toHaveLength(1);
  expect(names(await all(networkSecurityGroups.list(RG)))).toEqual(['nsg']);
  expect(names(await all(networkSecurityGroups.listAll()))).toEqual(['nsg']);
  await networkSecurityGroups.delete(RG, 'nsg').pollUntilDone();
});

test('public addresses and prefixes are given, and kept while something uses them', async () => {
  it.arm.sim.createResourceGroup({ resourceGroup: RG });
  const { publicIPAddresses, publicIPPrefixes } = it.network;
  const sku = { name: 'Standard' as const };
  const prefix = await publicIPPrefixes
    .createOrUpdate(RG, 'block', { ...at, sku, prefixLength: 30 })
    .pollUntilDone();
  expect(prefix.ipPrefix).toMatch(/^20\.\d+\.\d+\.0\/30$/);
  const made = await publicIPAddresses
    .createOrUpdate(RG, 'ip', {
      ...{ ...at, sku, publicIPAllocationMethod: 'Static' as const },
      publicIPPrefix: { id: prefix.id ?? '' },
    })
    .pollUntilDone();
  expect(made.ipAddress).toMatch(/^20\./);
  await expect(publicIPPrefixes.delete(RG, 'block').pollUntilDone()).rejects.toMatchObject({
    statusCode: 400,
  });
  await it.network.loadBalancers
    .createOrUpdate(RG, 'lb', {
      ...{ ...at, sku },
      frontendIPConfigurations: [{ name: 'front', publicIPAddress: { id: made.id ?? '' } }],
    })
    .pollUntilDone();
  expect((await publicIPAddresses.get(RG, 'ip')).ipConfiguration?.id).toMatch(
    /frontendIPConfigurations\/front$/,
  );
  await expect(publicIPAddresses.delete(RG, 'ip').pollUntilDone()).rejects.toMatchObject({
    code: 'PublicIPAddressCannotBeDeleted',
  });
  expect(names(await all(publicIPAddresses.list(RG)))).toEqual(['ip']);
  expect(names(await all(publicIPAddresses.listAll()))).toEqual(['ip']);
  expect((await publicIPAddresses.updateTags(RG, 'ip', { tags: { a: '1' } })).tags).toEqual({ a: '1' });
  expect((await publicIPPrefixes.get(RG, 'block')).publicIPAddresses).toHaveLength(1);
  expect(names(await all(publicIPPrefixes.list(RG)))).toEqual(['block']);
  expect(names(await all(publicIPPrefixes.listAll()))).toEqual(['block']);
  expect((await publicIPPrefixes.updateTags(RG, 'block', { tags: { a: '1' } })).tags).toEqual({ a: '1' });
  await it.network.loadBalancers.delete(RG, 'lb').pollUntilDone();
  await publicIPAddresses.delete(RG, 'ip').pollUntilDone();
  await publicIPPrefixes.delete(RG, 'block').pollUntilDone();
});
