import { isObject, listAt, objectAt, without, type JsonObject } from '../json.ts';

/** A virtual machine profile with what the service fills in, and without the secrets it never gives back. */
export function completeProfile(profile: JsonObject): JsonObject {
  const { osProfile, storageProfile, networkProfile, extensionProfile } = profile;
  return {
    ...profile,
    ...(isObject(storageProfile) && { storageProfile: completeStorage(storageProfile) }),
    ...(isObject(osProfile) && { osProfile: completeOs(osProfile) }),
    ...(isObject(networkProfile) && { networkProfile: completeNetwork(networkProfile) }),
    ...(isObject(extensionProfile) && { extensionProfile: withoutProtectedSettings(extensionProfile) }),
  };
}

/** With mode `Rolling` the service shows the policy it goes by. */
export function completePolicy(policy: JsonObject): JsonObject {
  const asked = typeof policy.mode === 'string' ? policy.mode.toLowerCase() : '';
  const mode = MODES.find((known) => known.toLowerCase() === asked) ?? 'Manual';
  if (mode !== 'Rolling') return { ...policy, mode };
  const written = objectAt(policy, 'rollingUpgradePolicy');
  return { ...policy, mode, rollingUpgradePolicy: { ...ROLLING_DEFAULTS, ...written } };
}

const MODES = ['Manual', 'Automatic', 'Rolling'];
const ROLLING_DEFAULTS = {
  maxBatchInstancePercent: 20,
  maxUnhealthyInstancePercent: 20,
  maxUnhealthyUpgradedInstancePercent: 20,
  pauseTimeBetweenBatches: 'PT0S',
  maxSurge: false,
  rollbackFailedInstancesOnPolicyBreach: false,
};

function completeOs(os: JsonObject): JsonObject {
  const { linuxConfiguration } = os;
  return {
    secrets: [],
    allowExtensionOperations: true,
    requireGuestProvisionSignal: true,
    ...without(os, 'adminPassword', 'customData'),
    ...(isObject(linuxConfiguration) && {
      linuxConfiguration: { provisionVMAgent: true, ...linuxConfiguration },
    }),
  };
}

/** An image's own size: 30 GB for Linux, 127 for Windows. */
function completeStorage(storage: JsonObject): JsonObject {
  const { osDisk } = storage;
  if (!isObject(osDisk) || !isObject(osDisk.managedDisk)) return storage;
  return { ...storage, osDisk: { diskSizeGB: osDisk.osType === 'Windows' ? 127 : 30, ...osDisk } };
}

function completeNetwork(network: JsonObject): JsonObject {
  const configurations = listAt(network, 'networkInterfaceConfigurations').filter(isObject);
  return { ...network, networkInterfaceConfigurations: configurations.map(completeNic) };
}

function completeNic(nic: JsonObject): JsonObject {
  const properties = objectAt(nic, 'properties');
  const ipConfigurations = listAt(properties, 'ipConfigurations').filter(isObject);
  return {
    ...nic,
    properties: {
      enableIPForwarding: false,
      dnsSettings: { dnsServers: [] },
      ...properties,
      ipConfigurations: ipConfigurations.map((ip) => ({
        ...ip,
        properties: { privateIPAddressVersion: 'IPv4', ...objectAt(ip, 'properties') },
      })),
    },
  };
}

function withoutProtectedSettings(extensionProfile: JsonObject): JsonObject {
  const extensions = listAt(extensionProfile, 'extensions').filter(isObject);
  return {
    ...extensionProfile,
    extensions: extensions.map((extension) => ({
      ...extension,
      properties: without(objectAt(extension, 'properties'), 'protectedSettings', 'provisioningState'),
    })),
  };
}
