import { isObject, listAt, numberAt, objectAt, textAt, type JsonObject } from '../json.ts';

/** What is known of the machines whose disks are completed. */
export interface Machines {
  osType: string;
  size: string;
  flexible: boolean;
}

/** A storage profile with what the service fills in. */
export function completeStorage(storage: JsonObject, machines: Machines): JsonObject {
  const { dataDisks } = storage;
  const kind = defaultKind(machines.size);
  return {
    ...storage,
    osDisk: completeOsDisk(objectAt(storage, 'osDisk'), machines),
    ...(Array.isArray(dataDisks) && {
      dataDisks: listAt(dataDisks).map((disk) => (isObject(disk) ? completeDataDisk(disk, kind) : disk)),
    }),
  };
}

/** Machines that can have premium disks get them. */
function defaultKind(size: string): string {
  return /^standard_([dg]s\d|[a-z]+[\d-]+[a-z]*s)/i.test(size) ? 'Premium_LRS' : 'Standard_LRS';
}

/** An image's own size: 30 GB for Linux, 127 for Windows. An ephemeral disk lies on the machine itself. */
function completeOsDisk(disk: JsonObject, { osType, size, flexible }: Machines): JsonObject {
  const type = textAt(disk, 'osType') ?? osType;
  if (Array.isArray(disk.vhdContainers)) return { osType: type, caching: 'None', ...disk };
  const ephemeral = Object.keys(objectAt(disk, 'diffDiskSettings')).length > 0;
  return {
    osType: type,
    createOption: 'FromImage',
    caching: ephemeral ? 'ReadOnly' : 'ReadWrite',
    diskSizeGB: type === 'Windows' ? 127 : 30,
    ...(flexible && { deleteOption: 'Delete' }),
    ...disk,
    managedDisk: withKind(disk, ephemeral ? 'Standard_LRS' : defaultKind(size)),
    ...(ephemeral && { diffDiskSettings: { placement: 'CacheDisk', ...objectAt(disk, 'diffDiskSettings') } }),
  };
}

function completeDataDisk(disk: JsonObject, kind: string): JsonObject {
  const managedDisk = withKind(disk, kind);
  return { caching: 'None', ...performance(managedDisk.storageAccountType, disk), ...disk, managedDisk };
}

function withKind(disk: JsonObject, kind: string): JsonObject {
  return { storageAccountType: kind, ...objectAt(disk, 'managedDisk') };
}

/** Kinds whose performance is bought by number get some for their size when nothing is said. */
function performance(kind: unknown, disk: JsonObject): JsonObject {
  const size = numberAt(disk, 'diskSizeGB') ?? 4;
  if (kind === 'PremiumV2_LRS') return { diskIOPSReadWrite: 3_000, diskMBpsReadWrite: 125 };
  if (kind !== 'UltraSSD_LRS') return {};
  return { diskIOPSReadWrite: 150 * size + 50, diskMBpsReadWrite: Math.round(20.48 * size) };
}
