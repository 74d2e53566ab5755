import type {
  VirtualMachineScaleSet,
  VirtualMachineScaleSetExtensionProfile,
  VirtualMachineScaleSetIdentity,
  VirtualMachineScaleSetNetworkConfiguration,
  VirtualMachineScaleSetOSProfile,
  VirtualMachineScaleSetVMProfile,
} from '@azure/arm-compute';
import type { ImageFacts } from './image-facts.ts';
import { hostPrefix } from './names.ts';
import type { SecretValues } from './secret-values.ts';

export interface NewModel {
  image: ImageFacts;
  revision: number;
  capacity: number;
  tags: Record<string, string>;
  secrets: SecretValues;
  nics: VirtualMachineScaleSetNetworkConfiguration[];
}

/**
 * The whole model of the base with the new image, as it is PUT under the new name; what the service computes is left out.
 * The base was read with its user data.
 */
export function cloneModel(base: VirtualMachineScaleSet, made: NewModel): VirtualMachineScaleSet {
  const plan = made.image.plan ?? (made.image.reference.id ? base.plan : undefined);
  return {
    ...withoutComputed(base),
    ...(plan ? { plan } : {}),
    ...(base.identity ? { identity: identityOf(base.identity) } : {}),
    tags: made.tags,
    sku: { ...base.sku, capacity: made.capacity },
    virtualMachineProfile: profileOf(base.virtualMachineProfile ?? {}, made),
  };
}

/** The terms of an image go with the image. */
type Model = Omit<VirtualMachineScaleSet, 'plan'>;

function withoutComputed(base: VirtualMachineScaleSet): Model {
  const { id: _1, name: _2, type: _3, etag: _4, systemData: _5, plan: _6, ...model } = base;
  const { provisioningState: _7, uniqueId: _8, timeCreated: _9, ...rest } = model;
  return rest;
}

/** User-assigned identities are named by their ids; what the service knows of them is its own. */
function identityOf({
  type,
  userAssignedIdentities: assigned,
}: VirtualMachineScaleSetIdentity): VirtualMachineScaleSetIdentity {
  return {
    ...(type ? { type } : {}),
    ...(assigned
      ? { userAssignedIdentities: Object.fromEntries(Object.keys(assigned).map((id) => [id, {}])) }
      : {}),
  };
}

function profileOf(base: VirtualMachineScaleSetVMProfile, made: NewModel): VirtualMachineScaleSetVMProfile {
  const { osProfile, extensionProfile, timeCreated: _time, ...rest } = base;
  const os = made.image.isSpecialized ? undefined : osProfileOf(osProfile ?? {}, made);
  return {
    ...rest,
    ...(os ? { osProfile: os } : {}),
    storageProfile: { ...base.storageProfile, imageReference: made.image.reference },
    networkProfile: { ...base.networkProfile, networkInterfaceConfigurations: made.nics },
    ...(extensionProfile ? { extensionProfile: extensionsOf(extensionProfile, made.secrets) } : {}),
  };
}

/** Linux and Windows settings (keys, patching, WinRM, time zone) stay as the base has them. */
function osProfileOf(
  base: VirtualMachineScaleSetOSProfile,
  { image, revision, secrets }: NewModel,
): VirtualMachineScaleSetOSProfile {
  const os = image.os ?? (base.windowsConfiguration ? 'Windows' : 'Linux');
  const user = secrets.user ?? base.adminUsername;
  const { customData, password } = secrets;
  return {
    ...base,
    computerNamePrefix: hostPrefix(base.computerNamePrefix ?? 'vm', revision, os),
    ...(user === undefined ? {} : { adminUsername: user }),
    ...(password === undefined ? {} : { adminPassword: password }),
    // As ARM takes it; the secret is the text itself.
    ...(customData === undefined ? {} : { customData: Buffer.from(customData).toString('base64') }),
    ...(os === 'Linux' ? linux(base, user ?? 'azureuser', secrets) : {}),
  };
}

function linux(
  { linuxConfiguration }: VirtualMachineScaleSetOSProfile,
  user: string,
  { sshPublicKey, password }: SecretValues,
): Pick<VirtualMachineScaleSetOSProfile, 'linuxConfiguration'> {
  if (sshPublicKey === undefined && password === undefined) return {};
  return {
    linuxConfiguration: {
      ...linuxConfiguration,
      disablePasswordAuthentication: password === undefined,
      ...(sshPublicKey === undefined
        ? {}
        : { ssh: { publicKeys: [{ path: `/home/${user}/.ssh/authorized_keys`, keyData: sshPublicKey }] } }),
    },
  };
}

function extensionsOf(
  profile: VirtualMachineScaleSetExtensionProfile,
  { protectedSettings }: SecretValues,
): VirtualMachineScaleSetExtensionProfile {
  const { extensions } = profile;
  if (!extensions) return profile;
  return {
    ...profile,
    extensions: extensions.map((extension) => {
      const settings = protectedSettings.get(extension.name?.toLowerCase() ?? '');
      return settings ? { ...extension, protectedSettings: settings } : extension;
    }),
  };
}
