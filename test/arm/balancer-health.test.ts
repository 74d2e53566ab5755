import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

const LB = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
const POOL = `${LB}/backendAddressPools/pool`;
const NETWORK = 'api-version=2024-05-01';
const WEB = scaleSetPath('web');

let given: GivenArm;
beforeEach(async () => {
  given = await givenArm();
  given.arm.sim.createLoadBalancer({
    resourceGroup: 'rg-demo',
    name: 'lb',
    pools: ['pool', 'empty'],
    rules: [{ name: 'http', pool: 'pool', frontendPort: 80, backendPort: 80 }],
  });
  const made = { resourceGroup: 'rg-demo', overprovision: false, backendPools: [POOL] };
  given.arm.sim.createScaleSet({ ...made, name: 'web', capacity: 4 });
  await given.clock.advance(600_000);
});
afterEach(() => given.arm.stop());

async function health(): Promise<unknown> {
  const asked = await given.ask('POST', `${LB}/loadBalancingRules/http/health?${NETWORK}`);
  await given.clock.advance(5_000);
  return (await given.ask('GET', asked.headers.get('location') ?? '')).body;
}

async function metric(name: string, filter = ''): Promise<unknown> {
  const query = `api-version=2023-10-01&metricnames=${name}&timespan=PT2M&interval=PT1M&aggregation=Average`;
  const path = `${LB}/providers/Microsoft.Insights/metrics?${query}${filter}`;
  return (await given.ask('GET', path)).at('value', 0);
}

const averages = (value: unknown) =>
  (value as { timeseries: Array<{ data: Array<{ average: number }> }> }).timeseries.map(({ data }) =>
    data.map(({ average }) => average),
  );

test('a machine outside of scale sets is told of by its interface, up while it runs', async () => {
  const nic = `${GROUP}/providers/Microsoft.Network/networkInterfaces/nic`;
  const subnet = { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/web-vnet/subnets/default` };
  await given.ask('PUT', `${nic}?${NETWORK}`, {
    body: {
      location: 'westeurope',
      properties: {
        ipConfigurations: [
          { name: 'ip', properties: { subnet, loadBalancerBackendAddressPools: [{ id: POOL }] } },
        ],
      },
    },
  });
  expect(await health()).toMatchObject({ up: 4, down: 1 });
  const machine = `${GROUP}/providers/Microsoft.Compute/virtualMachines/alone`;
  const made = await given.ask('PUT', `${machine}?${VERSION}`, {
    body: {
      location: 'westeurope',
      properties: {
        hardwareProfile: { vmSize: 'Standard_D2s_v5' },
        storageProfile: {
          osDisk: { createOption: 'FromImage' },
          imageReference: {
            publisher: 'Canonical',
            offer: 'ubuntu-24_04-lts',
            sku: 'server',
            version: 'latest',
          },
        },
        osProfile: { computerName: 'alone', adminUsername: 'azureuser', adminPassword: 'Secret-secret1' },
        networkProfile: { networkInterfaces: [{ id: nic }] },
      },
    },
  });
  expect(made.status).toBe(201);
  await given.clock.advance(600_000);
  expect(await health()).toMatchObject({
    up: 5,
    down: 0,
    loadBalancerBackendAddresses: expect.arrayContaining([
      {
        ipAddress: '10.0.0.8',
        networkInterfaceIPConfigurationId: { id: `${nic}/ipConfigurations/ip` },
        state: 'Up',
        reason: 'Up_Probe_Success',
      },
    ]),
  });
});

test('availability as a metric: of the probes in percent, of the data path while any backend is up', async () => {
  given.arm.sim.setPower({ scaleSet: WEB, instance: '1' }, 'stopped');
  await given.clock.advance(300_000);
  const probes = await metric('DipAvailability');
  expect(probes).toMatchObject({ unit: 'Count' });
  expect([averages(probes), averages(await metric('VipAvailability'))]).toEqual([[[75, 75]], [[100, 100]]]);
  for (const instance of ['0', '2', '3']) given.arm.sim.setPower({ scaleSet: WEB, instance }, 'stopped');
  await given.clock.advance(300_000);
  expect([averages(await metric('DipAvailability')), averages(await metric('VipAvailability'))]).toEqual([
    [[0, 0]],
    [[0, 0]],
  ]);
});

test('availability is split by backend when asked, or told of one', async () => {
  given.arm.sim.setPower({ scaleSet: WEB, instance: '1' }, 'stopped');
  await given.clock.advance(300_000);
  const all = await metric('DipAvailability', `&$filter=${encodeURIComponent("BackendIPAddress eq '*'")}`);
  expect(averages(all)).toEqual([
    [100, 100],
    [0, 0],
    [100, 100],
    [100, 100],
  ]);
  expect(all).toMatchObject({
    timeseries: [
      { metadatavalues: [{ name: { value: 'backendipaddress' }, value: '10.0.0.4' }] },
      { metadatavalues: [{ name: { value: 'backendipaddress' }, value: '10.0.0.5' }] },
      {},
      {},
    ],
  });
  const one = await metric(
    'DipAvailability',
    `&$filter=${encodeURIComponent("BackendIPAddress eq '10.0.0.5'")}`,
  );
  expect(averages(one)).toEqual([[0, 0]]);
});

test('what a test says of a metric goes before what the simulator knows', async () => {
  given.arm.sim.setMetric({ resource: LB, name: 'VipAvailability', value: 42 });
  await given.clock.advance(300_000);
  expect(averages(await metric('VipAvailability'))).toEqual([[42, 42]]);
});

test('other metrics of a balancer have no value, since no traffic is simulated', async () => {
  expect(averages(await metric('ByteCount'))).toEqual([[undefined, undefined]]);
});

test('an interface alone keeps no pool and no balancer, and says nothing of them any more', async () => {
  const nic = `${GROUP}/providers/Microsoft.Network/networkInterfaces/nic`;
  const subnet = { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/web-vnet/subnets/default` };
  const balancer = `${GROUP}/providers/Microsoft.Network/loadBalancers/other`;
  const pools = ['a', 'b'].map((name) => ({ id: `${balancer}/backendAddressPools/${name}` }));
  given.arm.sim.createLoadBalancer({ resourceGroup: 'rg-demo', name: 'other', pools: ['a', 'b'] });
  const ip = { name: 'ip', properties: { subnet, loadBalancerBackendAddressPools: pools } };
  const body = { location: 'westeurope', properties: { ipConfigurations: [ip] } };
  expect((await given.ask('PUT', `${nic}?${NETWORK}`, { body })).status).toBe(201);
  const shown = async () =>
    (await given.ask('GET', `${nic}?${NETWORK}`)).at(
      ...(['properties', 'ipConfigurations', 0, 'properties', 'loadBalancerBackendAddressPools'] as const),
    );
  expect(await shown()).toEqual(pools);
  expect((await given.ask('DELETE', `${pools[0]?.id}?${NETWORK}`)).status).toBe(202);
  expect(await shown()).toEqual(pools.slice(1));
  expect((await given.ask('DELETE', `${balancer}?${NETWORK}`)).status).toBe(202);
  expect(await shown()).toEqual([]);
});
