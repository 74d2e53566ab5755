import { expect, test } from '@jest/globals';

import { all, conformance, QUICK } from './conformance.ts';

const it = conformance();
const RG = 'rg-disks';
const empty = (diskSizeGB: number) => ({
  location: 'westeurope',
  diskSizeGB,
  creationData: { createOption: 'Empty' as const },
});

test('a managed disk is written, read, listed, grown and removed', async () => {
  it.arm.sim.createResourceGroup({ resourceGroup: RG });
  const { disks } = it.compute;
  const made = await disks.createOrUpdate(RG, 'd1', empty(64), QUICK).pollUntilDone();
  expect(made).toMatchObject({
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    diskState: 'Unattached',
    diskIopsReadWrite: 500,
    diskSizeBytes: 64 * 2 ** 30,
  });
  await disks.createOrUpdate(RG, 'd1', made, QUICK).pollUntilDone();
  expect(await disks.get(RG, 'd1')).toEqual(made);
  const premium = { sku: { name: 'Premium_LRS' as const }, diskSizeGB: 128, tags: { a: '1' } };
  const grown = await disks.update(RG, 'd1', premium, QUICK).pollUntilDone();
  expect(grown).toMatchObject({ diskIopsReadWrite: 500, diskMBpsReadWrite: 100, tags: { a: '1' } });
  await expect(disks.update(RG, 'd1', { diskSizeGB: 32 }, QUICK).pollUntilDone()).rejects.toMatchObject({
    code: 'OperationNotAllowed',
  });
  expect((await all(disks.list())).map(({ name }) => name)).toEqual(['d1']);
  expect(await all(disks.listByResourceGroup(RG))).toHaveLength(1);
  await disks.delete(RG, 'd1', QUICK).pollUntilDone();
  await expect(disks.get(RG, 'd1')).rejects.toMatchObject({ statusCode: 404 });
});

test('a disk is attached to one instance, and detached', async () => {
  it.arm.sim.createScaleSet({ resourceGroup: RG, name: 'web', capacity: 2, overprovision: false });
  const { disks, virtualMachineScaleSetVMs: machines } = it.compute;
  const { id = '' } = await disks.createOrUpdate(RG, 'd2', empty(8), QUICK).pollUntilDone();
  const attach = [{ lun: 0, createOption: 'Attach' as const, managedDisk: { id } }];
  const put = async (instance: string, dataDisks: typeof attach | []) => {
    const machine = await machines.get(RG, 'web', instance);
    machine.storageProfile = { ...machine.storageProfile, dataDisks };
    return machines.update(RG, 'web', instance, machine, QUICK).pollUntilDone();
  };
  const [first = '', second = ''] = it.arm.sim.instances().map((instance) => instance.id);
  await put(first, attach);
  expect((await machines.get(RG, 'web', first)).storageProfile?.dataDisks).toMatchObject([
    { name: 'd2', diskSizeGB: 8, managedDisk: { storageAccountType: 'Standard_LRS' } },
  ]);
  expect(await disks.get(RG, 'd2')).toMatchObject({
    diskState: 'Attached',
    managedBy: expect.stringMatching(new RegExp(`/web/virtualMachines/web_${first}$`)),
  });
  await expect(put(second, attach)).rejects.toMatchObject({ code: 'ConflictingUserInput' });
  await expect(disks.delete(RG, 'd2', QUICK).pollUntilDone()).rejects.toMatchObject({
    code: 'OperationNotAllowed',
  });
  await put(first, []);
  expect(await disks.get(RG, 'd2')).toMatchObject({ diskState: 'Unattached' });
  await put(second, attach);
  expect((await disks.get(RG, 'd2')).managedBy).toMatch(new RegExp(`web_${second}$`));
});

test('disk encryption, an extension, encrypts the disks of the machines that run it', async () => {
  const { virtualMachineScaleSets: sets, virtualMachineScaleSetVMs: machines } = it.compute;
  const vault = '/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v';
  const encrypt = async (EncryptionOperation: string) => {
    await it.compute.virtualMachineScaleSetExtensions
      .createOrUpdate(
        RG,
        'web',
        'AzureDiskEncryption',
        {
          publisher: 'Microsoft.Azure.Security',
          typePropertiesType: 'AzureDiskEncryption',
          typeHandlerVersion: '2.2',
          settings: {
            EncryptionOperation,
            VolumeType: 'ALL',
            KeyVaultURL: 'https://v.vault.azure.net/',
            KeyVaultResourceId: vault,
          },
        },
        QUICK,
      )
      .pollUntilDone();
    await sets.updateInstances(RG, 'web', { instanceIds: ['*'] }, QUICK).pollUntilDone();
  };
  const [{ id = '' } = {}] = it.arm.sim.instances();
  const disk = async () => (await machines.getInstanceView(RG, 'web', id)).disks?.[0];
  const state = async () => (await disk())?.statuses?.at(-1)?.code;
  await encrypt('EnableEncryption');
  expect(await state()).toBe('EncryptionState/encrypted');
  expect((await disk())?.encryptionSettings).toMatchObject([
    {
      enabled: true,
      diskEncryptionKey: {
        secretUrl: expect.stringMatching(/^https:\/\/v\.vault\.azure\.net\/secrets\/./),
        sourceVault: { id: vault },
      },
    },
  ]);
  expect((await machines.get(RG, 'web', id)).latestModelApplied).toBe(false);
  await encrypt('DisableEncryption');
  expect(await state()).toBe('EncryptionState/notEncrypted');
  expect((await disk())?.encryptionSettings).toBeUndefined();
});
