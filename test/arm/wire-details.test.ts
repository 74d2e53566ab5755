import { afterEach, expect, test } from '@jest/globals';

import { listAt, objectAt, textAt, valueAt } from '../../local/arm/json.ts';
import { givenArm, GROUP, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
afterEach(() => given.arm.stop());

const WEB = scaleSetPath('web');
const LB = `${GROUP}/providers/Microsoft.Network/loadBalancers/lb`;
const start = async (spec = {}) => {
  given = await givenArm();
  return given.arm.sim.createScaleSet({
    resourceGroup: 'rg-demo',
    name: 'web',
    capacity: 2,
    overprovision: false,
    ...spec,
  });
};

test('a NAT pool makes one rule per instance, each with a port of its own, which the pool members name', async () => {
  const ipConfigurations = [
    {
      name: 'ipconfig',
      properties: {
        loadBalancerBackendAddressPools: [{ id: `${LB}/backendAddressPools/pool` }],
        loadBalancerInboundNatPools: [{ id: `${LB}/inboundNatPools/ssh` }],
      },
    },
  ];
  const networkInterfaceConfigurations = [
    { name: 'web-nic', properties: { primary: true, ipConfigurations } },
  ];
  await start({
    properties: { virtualMachineProfile: { networkProfile: { networkInterfaceConfigurations } } },
  });
  const properties = {
    frontendPortRangeStart: 50_000,
    frontendPortRangeEnd: 50_119,
    backendPort: 22,
    frontendIPConfiguration: { id: `${LB}/frontendIPConfigurations/frontend` },
  };
  given.arm.sim.createLoadBalancer({
    resourceGroup: 'rg-demo',
    name: 'lb',
    properties: { inboundNatPools: [{ name: 'ssh', properties }] },
  });
  const rules = async () => {
    const balancer = await given.ask('GET', `${LB}?api-version=2024-05-01`);
    return listAt(balancer.body, 'properties', 'inboundNatRules').map((rule) => [
      textAt(rule, 'name'),
      valueAt(rule, 'properties', 'frontendPort'),
      valueAt(rule, 'properties', 'backendPort'),
      textAt(rule, 'properties', 'backendIPConfiguration', 'id')?.split('/')[10],
    ]);
  };
  expect(await rules()).toEqual([
    ['ssh.0', 50_000, 22, '0'],
    ['ssh.1', 50_001, 22, '1'],
  ]);
  given.arm.sim.removeInstance({ scaleSet: WEB, instance: '0' });
  given.arm.sim.setCapacity(WEB, 2);
  expect((await rules()).map(([name, port]) => [name, port])).toEqual([
    ['ssh.1', 50_001],
    ['ssh.2', 50_002],
  ]);
});

test('the disk of a deallocated machine tells neither size nor kind until it runs again', async () => {
  await start();
  const osDisk = async () => {
    const instance = await given.ask('GET', `${WEB}/virtualMachines/0?${VERSION}`);
    return objectAt(instance.body, 'properties', 'storageProfile', 'osDisk');
  };
  const running = await osDisk();
  expect(running).toMatchObject({ diskSizeGB: 30, managedDisk: { storageAccountType: 'Premium_LRS' } });
  given.arm.sim.setPower({ scaleSet: WEB, instance: '0' }, 'deallocated');
  const held = await osDisk();
  expect(held.diskSizeGB).toBeUndefined();
  expect(held.managedDisk).toEqual({ id: textAt(running, 'managedDisk', 'id') });
  given.arm.sim.setPower({ scaleSet: WEB, instance: '0' }, 'running');
  expect(await osDisk()).toEqual(running);
});

test('a disk that an instance loses reads toBeDetached in the answer to the write, and is gone after it', async () => {
  await start();
  const path = `${WEB}/virtualMachines/0?${VERSION}`;
  const managedDisk = { id: `${GROUP}/providers/Microsoft.Compute/disks/data` };
  const write = (dataDisks: unknown[]) =>
    given.ask('PUT', path, {
      body: { location: 'westeurope', properties: { storageProfile: { dataDisks } } },
    });
  await write([{ lun: 1, createOption: 'Attach', managedDisk }]);
  await given.clock.advance(5_000);
  const disks = async () =>
    listAt((await given.ask('GET', path)).body, 'properties', 'storageProfile', 'dataDisks');
  expect(await disks()).toMatchObject([{ name: 'data', lun: 1, toBeDetached: false }]);
  const accepted = await write([]);
  expect(accepted.status).toBe(200);
  expect(accepted.at('properties', 'storageProfile', 'dataDisks')).toMatchObject([
    { name: 'data', toBeDetached: true },
  ]);
  await given.clock.advance(5_000);
  expect(await disks()).toEqual([]);
});

test('an instance that is being deleted takes neither an action nor another delete: 409', async () => {
  await start();
  const one = `${WEB}/virtualMachines/0`;
  expect((await given.ask('DELETE', `${one}?${VERSION}`)).status).toBe(202);
  for (const [method, path] of [
    ['DELETE', one],
    ['POST', `${one}/restart`],
  ] as const) {
    const refused = await given.ask(method, `${path}?${VERSION}`);
    expect(refused.status).toBe(409);
    expect(refused.at('error', 'code')).toBe('Conflict');
  }
});
