import {
  flag,
  integer,
  kept,
  list,
  matching,
  object,
  oneOf,
  range,
  reference,
  required,
  shown,
  text,
} from './member.ts';
import { RESOURCE_ID } from './formats.ts';

const caching = oneOf('None', 'ReadOnly', 'ReadWrite');
const createOption = oneOf('FromImage', 'Empty', 'Attach', 'Copy', 'Restore');

const managedDisk = object('VirtualMachineScaleSetManagedDiskParameters', {
  storageAccountType: oneOf(
    'Standard_LRS',
    'Premium_LRS',
    'StandardSSD_LRS',
    'UltraSSD_LRS',
    'Premium_ZRS',
    'StandardSSD_ZRS',
    'PremiumV2_LRS',
  ),
  diskEncryptionSet: reference(),
  securityProfile: object('VMDiskSecurityProfile', {
    securityEncryptionType: oneOf('VMGuestStateOnly', 'DiskWithVMGuestState', 'NonPersistedTPM'),
    diskEncryptionSet: reference(),
  }),
  additionalDiskProperties: object('AdditionalDiskProperties', {
    managedDiskProperties: object('ManagedDiskProperties', {
      tier: text,
      burstingEnabled: flag,
      performancePlus: flag,
      optimizedForFrequentAttach: flag,
      availabilityPolicy: object('DiskAvailabilityPolicy', {
        actionOnDiskDelay: oneOf('None', 'AutomaticReattach'),
      }),
      maxShares: range(integer, 1, Infinity),
      networkAccessPolicy: oneOf('AllowAll', 'AllowPrivate', 'DenyAll'),
      diskAccessId: text,
      diskIOPSReadOnly: integer,
      diskMBpsReadOnly: integer,
      logicalSectorSize: integer,
    }),
  }),
});

/** The disks of a machine and the image they are made from. */
export const storageProfile = object('VirtualMachineScaleSetStorageProfile', {
  imageReference: object('ImageReference', {
    publisher: text,
    offer: text,
    sku: text,
    version: text,
    exactVersion: shown,
    sharedGalleryImageId: text,
    communityGalleryImageId: text,
    id: matching(RESOURCE_ID),
  }),
  osDisk: object('VirtualMachineScaleSetOSDisk', {
    name: text,
    caching,
    writeAcceleratorEnabled: flag,
    createOption: required(createOption),
    diffDiskSettings: kept(
      object('DiffDiskSettings', {
        option: oneOf('Local'),
        placement: oneOf('CacheDisk', 'ResourceDisk', 'NvmeDisk'),
        enableFullCaching: flag,
      }),
      'goneWhenEmpty',
    ),
    diskSizeGB: range(integer, 1, 32_767),
    storageFaultDomainAlignment: oneOf('Aligned', 'BestEffortAligned'),
    osType: oneOf('Windows', 'Linux'),
    image: object('VirtualHardDisk', {
      uri: text,
    }),
    vhdContainers: list(text),
    managedDisk,
    deleteOption: oneOf('Delete', 'Detach'),
  }),
  dataDisks: list(
    object('VirtualMachineScaleSetDataDisk', {
      name: text,
      lun: required(range(integer, 0, 63)),
      caching,
      writeAcceleratorEnabled: flag,
      createOption: required(createOption),
      diskSizeGB: range(integer, 1, 32_767),
      storageFaultDomainAlignment: oneOf('Aligned', 'BestEffortAligned'),
      managedDisk,
      diskIOPSReadWrite: integer,
      diskMBpsReadWrite: integer,
      deleteOption: oneOf('Delete', 'Detach'),
    }),
  ),
  diskControllerType: oneOf('SCSI', 'NVMe'),
  diskApiVersion: oneOf('2025-01-02', '2026-03-02'),
});
