import { isObject, listAt, numberAt, objectAt, textAt, type JsonObject } from '../json.ts';

/** A storage profile with what the service fills in; `osType` and `size` are those of the machines. */
export function completeStorage(
  storage: JsonObject,
  { osType, size }: { osType: string; size: string },
): JsonObject {
  const { osDisk, dataDisks } = storage;
  const kind = defaultKind(size);
  return {
    ...storage,
    ...(isObject(osDisk) && { osDisk: completeOsDisk(osDisk, { osType, kind }) }),
    ...(Array.isArray(dataDisks) && {
      dataDisks: listAt(dataDisks).map((disk) => (isObject(disk) ? completeDataDisk(disk, kind) : disk)),
    }),
  };
}

/** Machines that can have premium disks get them. */
function defaultKind(size: string): string {
  return /^standard_([dg]s\d|[a-z]+[\d-]+[a-z]*s)/i.test(size) ? 'Premium_LRS' : 'Standard_LRS';
}

/** An image's own size: 30 GB for Linux, 127 for Windows. */
function completeOsDisk(disk: JsonObject, { osType, kind }: { osType: string; kind: string }): JsonObject {
  if (Array.isArray(disk.vhdContainers)) return { caching: 'None', ...disk };
  const type = textAt(disk, 'osType') ?? osType;
  return {
    osType: type,
    createOption: 'FromImage',
    caching: 'ReadWrite',
    diskSizeGB: type === 'Windows' ? 127 : 30,
    ...disk,
    managedDisk: withKind(disk, kind),
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
