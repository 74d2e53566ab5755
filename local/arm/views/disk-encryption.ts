import { listAt, objectAt, textAt, type JsonObject } from '../json.ts';

/** What Azure Disk Encryption, an extension, makes of the disks of a machine that runs it. */
export interface Encryption {
  enabled: boolean;
  /** Whether it was told to take the disk of the operating system too. */
  ofSystem: boolean;
  settings: JsonObject;
  linux: boolean;
}

const TYPE = /^AzureDiskEncryption(ForLinux)?$/;

export function isDiskEncryption(extension: JsonObject): boolean {
  const properties = objectAt(extension, 'properties');
  return properties.publisher === 'Microsoft.Azure.Security' && TYPE.test(textAt(properties, 'type') ?? '');
}

/** The encryption that a machine's extensions ask for, when one of them is for that. */
export function encryptionOf(extensions: JsonObject[]): Encryption | undefined {
  const extension = extensions.find(isDiskEncryption);
  if (!extension) return undefined;
  const settings = objectAt(extension, 'properties', 'settings');
  return {
    enabled: textAt(settings, 'EncryptionOperation')?.startsWith('Enable') === true,
    ofSystem: !/^data$/i.test(textAt(settings, 'VolumeType') ?? ''),
    settings,
    linux: textAt(extension, 'properties', 'type')?.endsWith('ForLinux') === true,
  };
}

/** The disk of the operating system in an instance view, with its keys and whether it is encrypted. */
export function withEncryption(
  disk: JsonObject,
  encryption: Encryption | undefined,
  secret: string,
): JsonObject {
  if (!encryption) return disk;
  const encrypted = encryption.enabled && encryption.ofSystem;
  return {
    ...disk,
    ...(encrypted && { encryptionSettings: [keysOf(encryption.settings, secret)] }),
    statuses: [
      ...listAt(disk, 'statuses'),
      {
        code: `EncryptionState/${encrypted ? 'encrypted' : 'notEncrypted'}`,
        level: 'Info',
        displayStatus: encrypted ? 'Encryption is enabled on disk' : 'Disk is not encrypted',
      },
    ],
  };
}

function keysOf(settings: JsonObject, secret: string): JsonObject {
  const key = textAt(settings, 'KeyEncryptionKeyURL') ?? '';
  return {
    enabled: true,
    diskEncryptionKey: {
      sourceVault: { id: settings.KeyVaultResourceId },
      secretUrl: `${textAt(settings, 'KeyVaultURL')?.replace(/\/$/, '') ?? ''}/secrets/${secret}`,
    },
    ...(key !== '' && {
      keyEncryptionKey: { sourceVault: { id: settings.KekVaultResourceId }, keyUrl: key },
    }),
  };
}

/** What the extension tells while disks are encrypted: `{ substatuses }`, or nothing. */
export function encryptionProgress({ enabled, ofSystem, linux }: Encryption): JsonObject {
  if (!enabled) return {};
  const component = linux ? 'Microsoft.Azure.Security.AzureDiskEncryptionForLinux' : 'BitlockerExtension';
  return {
    substatuses: [
      {
        code: `ComponentStatus/${component}/succeeded`,
        level: 'Info',
        displayStatus: 'Provisioning succeeded',
        message: JSON.stringify({ os: ofSystem ? 'Encrypted' : 'NotEncrypted', data: 'Encrypted' }),
      },
    ],
  };
}
