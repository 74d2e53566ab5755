import type { VirtualMachine } from '@azure/arm-compute';
import { expect, test } from '@jest/globals';

import { all, conformance, exchanged, QUICK } from './conformance.ts';

const it = conformance();
const RG = 'rg-machines';
const at = { location: 'westeurope' };

async function givenInterface(name: string): Promise<string> {
  it.arm.sim.createResourceGroup({ resourceGroup: RG });
  const network = {
    ...at,
    addressSpace: { addressPrefixes: ['10.9.0.0/24'] },
    subnets: [{ name: 'default', addressPrefix: '10.9.0.0/24' }],
  };
  const { subnets } = await it.network.virtualNetworks.createOrUpdate(RG, 'net', network).pollUntilDone();
  const ipConfigurations = [{ name: 'ip', subnet: { id: subnets?.[0]?.id ?? '' } }];
  const nic = await it.network.networkInterfaces
    .createOrUpdate(RG, name, { ...at, ipConfigurations }, QUICK)
    .pollUntilDone();
  return nic.id ?? '';
}

const machine = (nic: string, more: Partial<VirtualMachine> = {}): VirtualMachine => ({
  ...at,
  hardwareProfile: { vmSize: 'Standard_D2s_v5' },
  storageProfile: {
    imageReference: { publisher: 'Canonical', offer: 'ubuntu', sku: '22_04-lts', version: 'latest' },
    osDisk: { createOption: 'FromImage' },
  },
  osProfile: { computerName: 'one', adminUsername: 'azureuser', adminPassword: 'Secret-123456' },
  networkProfile: { networkInterfaces: [{ id: nic, primary: true }] },
  ...more,
});

test('a machine outside of scale sets is created over time, read, listed, changed and removed', async () => {
  const nic = await givenInterface('nic');
  const { virtualMachines } = it.compute;
  const made = await virtualMachines
    .createOrUpdate(RG, 'vm', machine(nic, { tags: { a: '1' } }), QUICK)
    .pollUntilDone();
  const answer = exchanged.find(
    ({ method, url }) => method === 'PUT' && url.includes('/virtualMachines/vm?'),
  );
  expect(answer).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Creating' } } });
  expect(made).toMatchObject({
    provisioningState: 'Succeeded',
    storageProfile: { osDisk: { diskSizeGB: 30, deleteOption: 'Detach' }, dataDisks: [] },
    osProfile: { computerName: 'one', allowExtensionOperations: true },
  });
  expect(made.osProfile?.adminPassword).toBeUndefined();
  expect((await it.network.networkInterfaces.get(RG, 'nic')).virtualMachine?.id).toBe(made.id);
  await virtualMachines.createOrUpdate(RG, 'vm', made, QUICK).pollUntilDone();
  expect({ ...(await virtualMachines.get(RG, 'vm')), etag: '' }).toEqual({ ...made, etag: '' });
  const larger = { hardwareProfile: { vmSize: 'Standard_D4s_v5' }, tags: { b: '2' } };
  const changed = await virtualMachines.update(RG, 'vm', larger, QUICK).pollUntilDone();
  expect(changed).toMatchObject({ ...larger, vmId: made.vmId });
  expect((await all(virtualMachines.list(RG))).map(({ name }) => name)).toEqual(['vm']);
  expect(await all(virtualMachines.listAll())).toHaveLength(1);
});

test('its power is switched, and only its instance view tells', async () => {
  const { virtualMachines } = it.compute;
  const codes = async () =>
    ((await virtualMachines.instanceView(RG, 'vm')).statuses ?? []).map(({ code }) => code);
  expect(await codes()).toEqual(['ProvisioningState/succeeded', 'PowerState/running']);
  await virtualMachines.deallocate(RG, 'vm', QUICK).pollUntilDone();
  expect(await codes()).toContain('PowerState/deallocated');
  expect((await it.network.networkInterfaces.get(RG, 'nic')).macAddress).toBeUndefined();
  await virtualMachines.start(RG, 'vm', QUICK).pollUntilDone();
  await virtualMachines.restart(RG, 'vm', QUICK).pollUntilDone();
  await virtualMachines.powerOff(RG, 'vm', QUICK).pollUntilDone();
  expect(
    (await virtualMachines.get(RG, 'vm', { expand: 'instanceView' })).instanceView?.statuses,
  ).toContainEqual(expect.objectContaining({ code: 'PowerState/stopped' }));
});

test('a disk is attached to it, counts as had, and stays when the machine goes', async () => {
  const { virtualMachines, disks } = it.compute;
  const empty = { ...at, diskSizeGB: 8, creationData: { createOption: 'Empty' as const } };
  const { id = '' } = await disks.createOrUpdate(RG, 'data', empty, QUICK).pollUntilDone();
  const dataDisks = [{ lun: 0, createOption: 'Attach' as const, managedDisk: { id } }];
  const { id: own, storageProfile } = await virtualMachines
    .update(RG, 'vm', { storageProfile: { dataDisks } }, QUICK)
    .pollUntilDone();
  expect(storageProfile?.dataDisks).toMatchObject([{ name: 'data', diskSizeGB: 8 }]);
  expect((await disks.get(RG, 'data')).managedBy).toBe(own);
  await expect(it.network.networkInterfaces.delete(RG, 'nic').pollUntilDone()).rejects.toMatchObject({
    code: 'NicInUse',
  });
  await virtualMachines.delete(RG, 'vm', QUICK).pollUntilDone();
  await expect(virtualMachines.get(RG, 'vm')).rejects.toMatchObject({ statusCode: 404 });
  expect((await disks.get(RG, 'data')).diskState).toBe('Unattached');
  await it.network.networkInterfaces.delete(RG, 'nic', QUICK).pollUntilDone();
});

test('it is refused without an interface of its own, beyond the quota, and with what never changes', async () => {
  const { virtualMachines } = it.compute;
  const nic = await givenInterface('nic2');
  const put = (name: string, body: VirtualMachine) =>
    virtualMachines.createOrUpdate(RG, name, body, QUICK).pollUntilDone();
  await expect(put('two', machine(`${nic}-none`))).rejects.toMatchObject({
    code: 'InvalidResourceReference',
  });
  await put('two', machine(nic));
  await expect(put('three', machine(nic))).rejects.toMatchObject({ code: 'NicInUse' });
  const renamed = machine(nic, { osProfile: { computerName: 'other', adminUsername: 'azureuser' } });
  await expect(put('two', renamed)).rejects.toMatchObject({ code: 'PropertyChangeNotAllowed' });
  it.arm.sim.configure({ coreQuota: 2 });
  const larger = { hardwareProfile: { vmSize: 'Standard_D4s_v5' } };
  await expect(virtualMachines.update(RG, 'two', larger, QUICK).pollUntilDone()).rejects.toMatchObject({
    code: 'OperationNotAllowed',
  });
  it.arm.sim.configure({ coreQuota: 1_000 });
});
