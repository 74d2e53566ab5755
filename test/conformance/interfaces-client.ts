import { expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();
const RG = 'rg-interfaces';
const at = { location: 'westeurope' };

async function givenNetwork() {
  it.arm.sim.createResourceGroup({ resourceGroup: RG });
  const made = await it.network.virtualNetworks
    .createOrUpdate(RG, 'net', {
      ...at,
      addressSpace: { addressPrefixes: ['10.9.0.0/24'] },
      subnets: [{ name: 'default', addressPrefix: '10.9.0.0/29' }],
    })
    .pollUntilDone();
  return { id: made.subnets?.[0]?.id ?? '' };
}

async function givenBalancer(subnet: { id: string }) {
  const made = await it.network.loadBalancers
    .createOrUpdate(
      RG,
      'lb',
      {
        ...at,
        sku: { name: 'Standard' },
        frontendIPConfigurations: [{ name: 'front', subnet }],
        backendAddressPools: [{ name: 'pool' }],
      },
      QUICK,
    )
    .pollUntilDone();
  const [frontend, pool] = [made.frontendIPConfigurations?.[0], made.backendAddressPools?.[0]];
  const rule = await it.network.inboundNatRules
    .createOrUpdate(
      RG,
      'lb',
      'ssh',
      {
        frontendIPConfiguration: { id: frontend?.id ?? '' },
        protocol: 'Tcp',
        frontendPort: 5_000,
        backendPort: 22,
      },
      QUICK,
    )
    .pollUntilDone();
  return { pool: { id: pool?.id ?? '' }, rule: { id: rule.id ?? '' } };
}

const poolShown = async () => (await it.network.loadBalancers.get(RG, 'lb')).backendAddressPools?.[0];

test('an interface takes an address of its subnet, and pools and rules show that it is in them', async () => {
  const subnet = await givenNetwork();
  const { pool, rule } = await givenBalancer(subnet);
  const { networkInterfaces, loadBalancers, virtualNetworks } = it.network;
  const member = {
    name: 'ip',
    subnet,
    loadBalancerBackendAddressPools: [pool],
    loadBalancerInboundNatRules: [rule],
  };
  const made = await networkInterfaces
    .createOrUpdate(RG, 'nic', { ...at, ipConfigurations: [member] }, QUICK)
    .pollUntilDone();
  // The first four addresses are Azure's.
  expect(made.ipConfigurations).toMatchObject([
    { privateIPAddress: '10.9.0.4', privateIPAllocationMethod: 'Dynamic', primary: true },
  ]);
  const own = { id: `${made.id}/ipConfigurations/ip` };
  expect(await loadBalancers.get(RG, 'lb')).toMatchObject({
    backendAddressPools: [
      {
        backendIPConfigurations: [own],
        loadBalancerBackendAddresses: [{ networkInterfaceIPConfiguration: own }],
      },
    ],
    inboundNatRules: [{ backendIPConfiguration: own }],
  });
  const [shown] = (await virtualNetworks.get(RG, 'net')).subnets ?? [];
  expect(shown?.ipConfigurations).toContainEqual(expect.objectContaining(own));
});

test('what is shown of an interface and of its balancer may be sent back, and an interface leaves its pool', async () => {
  const { networkInterfaces, loadBalancers } = it.network;
  const nic = await networkInterfaces.get(RG, 'nic');
  await networkInterfaces.createOrUpdate(RG, 'nic', nic, QUICK).pollUntilDone();
  await loadBalancers.createOrUpdate(RG, 'lb', await loadBalancers.get(RG, 'lb'), QUICK).pollUntilDone();
  const { etag: _, ipConfigurations: __, ...same } = await networkInterfaces.get(RG, 'nic');
  expect(nic).toMatchObject(same);
  expect((await poolShown())?.backendIPConfigurations).toHaveLength(1);
  const ipConfigurations = (nic.ipConfigurations ?? []).map(({ subnet }) => ({
    name: 'ip',
    ...(subnet && { subnet }),
  }));
  await networkInterfaces.createOrUpdate(RG, 'nic', { ...at, ipConfigurations }, QUICK).pollUntilDone();
  expect((await poolShown())?.backendIPConfigurations).toBeUndefined();
  expect((await networkInterfaces.updateTags(RG, 'nic', { tags: { a: '1' } })).tags).toEqual({ a: '1' });
});

test('a subnet has an end, addresses are had once, and what is gone gives its address back', async () => {
  const { networkInterfaces: nics, virtualNetworks } = it.network;
  const subnet = { id: (await virtualNetworks.get(RG, 'net')).subnets?.[0]?.id ?? '' };
  const put = (name: string, asked: Record<string, unknown> = {}) =>
    nics
      .createOrUpdate(RG, name, { ...at, ipConfigurations: [{ name: 'ip', subnet, ...asked }] }, QUICK)
      .pollUntilDone();
  const fixed = (privateIPAddress: string) => ({ privateIPAllocationMethod: 'Static', privateIPAddress });
  await expect(put('other', fixed('10.9.0.4'))).rejects.toMatchObject({ code: 'PrivateIPAddressInUse' });
  await expect(put('other', fixed('10.8.0.5'))).rejects.toMatchObject({
    code: 'PrivateIPAddressNotInSubnet',
  });
  await put('other', fixed('10.9.0.6'));
  await put('third');
  await expect(put('fourth')).rejects.toMatchObject({ code: 'SubnetIsFull' });
  await expect(virtualNetworks.delete(RG, 'net').pollUntilDone()).rejects.toMatchObject({
    code: 'InUseSubnetCannotBeDeleted',
  });
  await nics.delete(RG, 'other', QUICK).pollUntilDone();
  await put('fourth');
  expect((await all(nics.list(RG))).map(({ name }) => name)).toEqual(['nic', 'third', 'fourth']);
});
