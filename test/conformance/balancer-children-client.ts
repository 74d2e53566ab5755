import { beforeAll, expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();

const LB =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-demo/providers/Microsoft.Network/loadBalancers/lb';
const front = { id: `${LB}/frontendIPConfigurations/frontend` };

beforeAll(() => {
  it.arm.sim.createLoadBalancer({
    resourceGroup: 'rg-demo',
    name: 'lb',
    pools: ['blue'],
    rules: [{ name: 'http', pool: 'blue', frontendPort: 80, backendPort: 8080 }],
    properties: {
      outboundRules: [
        {
          name: 'out',
          properties: {
            frontendIPConfigurations: [front],
            backendAddressPool: { id: `${LB}/backendAddressPools/blue` },
            protocol: 'Tcp',
          },
        },
      ],
    },
  });
});

test('probes, frontends and outbound rules are read one by one', async () => {
  const { network } = it;
  expect((await network.loadBalancerProbes.get('rg-demo', 'lb', 'http-probe')).port).toBe(8080);
  const frontend = await network.loadBalancerFrontendIPConfigurations.get('rg-demo', 'lb', 'frontend');
  expect(frontend.loadBalancingRules?.map(({ id }) => id)).toEqual([`${LB}/loadBalancingRules/http`]);
  const outbound = await all(network.loadBalancerOutboundRules.list('rg-demo', 'lb'));
  expect(outbound.map(({ name }) => name)).toEqual(['out']);
  const rule = await network.loadBalancerOutboundRules.get('rg-demo', 'lb', 'out');
  expect(rule).toMatchObject({ protocol: 'Tcp', idleTimeoutInMinutes: 4, frontendIPConfigurations: [front] });
  await expect(network.loadBalancerProbes.get('rg-demo', 'lb', 'none')).rejects.toMatchObject({
    statusCode: 404,
  });
});

test('an inbound NAT rule is written, read, listed and removed without touching the others', async () => {
  const rules = it.network.inboundNatRules;
  const rule = { frontendIPConfiguration: front, frontendPort: 5000, backendPort: 22, protocol: 'Tcp' };
  const written = await rules.createOrUpdate('rg-demo', 'lb', 'ssh', rule, QUICK).pollUntilDone();
  expect(written).toMatchObject({ name: 'ssh', frontendPort: 5000, provisioningState: 'Succeeded' });
  const other = { ...rule, frontendPort: 5001 };
  await rules.createOrUpdate('rg-demo', 'lb', 'ssh2', other, QUICK).pollUntilDone();
  expect((await rules.get('rg-demo', 'lb', 'ssh')).backendPort).toBe(22);
  await rules.delete('rg-demo', 'lb', 'ssh', QUICK).pollUntilDone();
  expect((await all(rules.list('rg-demo', 'lb'))).map(({ name }) => name)).toEqual(['ssh2']);
});

test('metrics are read of a balancer and of a Flexible machine as of a set', async () => {
  it.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'api',
    capacity: 1,
    orchestrationMode: 'Flexible',
  });
  const [machine] = await all(it.compute.virtualMachines.list('rg-demo'));
  for (const [resource, name, value] of [
    [LB, 'VipAvailability', 100],
    [machine?.id ?? '', 'Percentage CPU', 40],
  ] as const) {
    it.arm.sim.setMetric({ resource, name, value });
    await new Promise((resolve) => setTimeout(resolve, 60));
    const metrics = await it.monitor.metrics.list(resource, { metricnames: name, interval: 'PT1M' });
    expect(metrics.value[0]?.timeseries?.[0]?.data?.at(-1)?.average).toBe(value);
  }
});
