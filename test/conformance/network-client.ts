import { expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();
const balancers = () => it.network.loadBalancers;

const id = (child: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-demo/providers/Microsoft.Network/loadBalancers/lb/${child}`;
const balancer = (pool: string) => ({
  location: 'westeurope',
  sku: { name: 'Standard' },
  frontendIPConfigurations: [{ name: 'front', privateIPAllocationMethod: 'Dynamic' }],
  backendAddressPools: [{ name: 'blue' }, { name: 'green' }],
  probes: [{ name: 'alive', protocol: 'Http', port: 80, requestPath: '/', intervalInSeconds: 5 }],
  loadBalancingRules: [
    {
      name: 'http',
      protocol: 'Tcp',
      frontendPort: 80,
      backendPort: 80,
      frontendIPConfiguration: { id: id('frontendIPConfigurations/front') },
      backendAddressPool: { id: id(`backendAddressPools/${pool}`) },
      probe: { id: id('probes/alive') },
    },
  ],
});

test('a load balancer is written as a whole, and a rule is pointed at another pool by one more write', async () => {
  const created = await balancers().createOrUpdate('rg-demo', 'lb', balancer('blue'), QUICK).pollUntilDone();
  expect(created.provisioningState).toBe('Succeeded');
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
    backendPools: [id('backendAddressPools/blue')],
  });
  const blue = await it.network.loadBalancerBackendAddressPools.get('rg-demo', 'lb', 'blue');
  expect(blue.backendIPConfigurations?.map((member) => member.id?.split('/virtualMachines/')[1])).toEqual([
    '0/networkInterfaces/web-nic/ipConfigurations/ipconfig',
    '1/networkInterfaces/web-nic/ipConfigurations/ipconfig',
  ]);
  const swapped = await balancers().createOrUpdate('rg-demo', 'lb', balancer('green'), QUICK).pollUntilDone();
  expect(swapped.loadBalancingRules?.[0]?.backendAddressPool?.id).toBe(id('backendAddressPools/green'));
  const rule = await it.network.loadBalancerLoadBalancingRules.get('rg-demo', 'lb', 'http');
  expect(rule.backendAddressPools?.[0]?.id).toBe(id('backendAddressPools/green'));
  expect(await all(it.network.loadBalancerBackendAddressPools.list('rg-demo', 'lb'))).toHaveLength(2);
  expect(await all(it.network.loadBalancerProbes.list('rg-demo', 'lb'))).toHaveLength(1);
  expect(await all(it.network.loadBalancerFrontendIPConfigurations.list('rg-demo', 'lb'))).toHaveLength(1);
  expect(await all(it.network.loadBalancerLoadBalancingRules.list('rg-demo', 'lb'))).toHaveLength(1);
});

test('probes tell which members answer', async () => {
  await balancers().createOrUpdate('rg-demo', 'lb', balancer('blue'), QUICK).pollUntilDone();
  const [first] = it.arm.sim.instances();
  it.arm.sim.setHealth({ scaleSet: first?.scaleSet ?? '', instance: '0' }, 'unhealthy');
  const health = await it.network.loadBalancerLoadBalancingRules
    .health('rg-demo', 'lb', 'http', QUICK)
    .pollUntilDone();
  expect(health).toMatchObject({ up: 1, down: 1 });
});

test('a pool is added, its addresses changed, and removed; a pool in use is not', async () => {
  const pools = it.network.loadBalancerBackendAddressPools;
  const addresses = [
    {
      name: 'a',
      ipAddress: '10.9.0.4',
      virtualNetwork: { id: id('').replace('loadBalancers/lb/', 'virtualNetworks/web-vnet') },
    },
  ];
  const added = await pools
    .createOrUpdate('rg-demo', 'lb', 'spare', { loadBalancerBackendAddresses: addresses }, QUICK)
    .pollUntilDone();
  expect(added.loadBalancerBackendAddresses?.[0]?.ipAddress).toBe('10.9.0.4');
  await pools.delete('rg-demo', 'lb', 'spare', QUICK).pollUntilDone();
  expect(await all(pools.list('rg-demo', 'lb'))).toHaveLength(2);
  await expect(pools.delete('rg-demo', 'lb', 'blue', QUICK).pollUntilDone()).rejects.toMatchObject({
    statusCode: 400,
    code: 'LoadBalancerBackendAddressPoolInUseByVirtualMachineScaleSet',
  });
});

test('interfaces show addresses and pools, of Uniform sets and of Flexible machines', async () => {
  const nics = it.network.networkInterfaces;
  const uniform = await all(nics.listVirtualMachineScaleSetNetworkInterfaces('rg-demo', 'web'));
  const truth = it.arm.sim.instances().map(({ privateIp }) => privateIp);
  expect(uniform.map((nic) => nic.ipConfigurations?.[0]?.privateIPAddress)).toEqual(truth);
  expect(await all(nics.listVirtualMachineScaleSetVMNetworkInterfaces('rg-demo', 'web', '0'))).toHaveLength(
    1,
  );
  expect(
    (await nics.getVirtualMachineScaleSetNetworkInterface('rg-demo', 'web', '0', 'web-nic')).macAddress,
  ).toMatch(/^00-0D-3A/);

  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-flex',
    name: 'api',
    capacity: 1,
    orchestrationMode: 'Flexible',
  });
  const [flexible] = await all(nics.list('rg-flex'));
  expect(flexible?.name).toMatch(/^api-nic-[0-9a-f]{8}$/);
  expect((await nics.get('rg-flex', flexible?.name ?? '')).ipConfigurations?.[0]?.privateIPAddress).toMatch(
    /^10\./,
  );
  expect(await all(nics.listAll())).toHaveLength(1);
});

test('tags are changed, balancers listed, and deleted once nobody is in their pools', async () => {
  expect((await balancers().updateTags('rg-demo', 'lb', { tags: { a: 'b' } })).tags).toEqual({ a: 'b' });
  expect(await all(balancers().list('rg-demo'))).toHaveLength(1);
  expect(await all(balancers().listAll())).toHaveLength(1);
  await expect(balancers().delete('rg-demo', 'lb', QUICK).pollUntilDone()).rejects.toMatchObject({
    statusCode: 400,
  });
  await it.compute.virtualMachineScaleSets.delete('rg-demo', 'web', QUICK).pollUntilDone();
  await balancers().delete('rg-demo', 'lb', QUICK).pollUntilDone();
  await expect(balancers().get('rg-demo', 'lb')).rejects.toMatchObject({ statusCode: 404 });
});

test('public addresses of instances are read of the set, of one instance and one by one', async () => {
  const configuration = {
    name: 'nic',
    properties: {
      primary: true,
      enableAcceleratedNetworking: true,
      enableIPForwarding: true,
      dnsSettings: { dnsServers: ['10.0.0.5'] },
      networkSecurityGroup: { id: id('nsg') },
      ipConfigurations: [
        {
          name: 'ip',
          properties: {
            publicIPAddressConfiguration: {
              name: 'pub',
              properties: { idleTimeoutInMinutes: 10, dnsSettings: { domainNameLabel: 'shop' } },
            },
          },
        },
      ],
    },
  };
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'public',
    capacity: 2,
    overprovision: false,
    properties: {
      virtualMachineProfile: { networkProfile: { networkInterfaceConfigurations: [configuration] } },
    },
  });
  const addresses = it.network.publicIPAddresses;
  const listed = await all(addresses.listVirtualMachineScaleSetPublicIPAddresses('rg-demo', 'public'));
  expect(listed.map(({ dnsSettings }) => dnsSettings?.fqdn)).toEqual([
    'vm0.shop.westeurope.cloudapp.azure.com',
    'vm1.shop.westeurope.cloudapp.azure.com',
  ]);
  const where = ['rg-demo', 'public', '1', 'nic', 'ip'] as const;
  expect(await all(addresses.listVirtualMachineScaleSetVMPublicIPAddresses(...where))).toEqual([listed[1]]);
  const one = await addresses.getVirtualMachineScaleSetPublicIPAddress(...where, 'pub');
  expect(one).toMatchObject({ idleTimeoutInMinutes: 10, publicIPAllocationMethod: 'Static' });
  expect(one.ipAddress).not.toBe(listed[0]?.ipAddress);
  const nic = await it.network.networkInterfaces.getVirtualMachineScaleSetNetworkInterface(
    ...(['rg-demo', 'public', '1', 'nic'] as const),
  );
  expect(nic).toMatchObject({
    enableAcceleratedNetworking: true,
    enableIPForwarding: true,
    dnsSettings: { dnsServers: ['10.0.0.5'] },
    networkSecurityGroup: { id: id('nsg') },
  });
});
