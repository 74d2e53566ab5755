import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { withApplications } from './application-defaults.ts';
import { completeStorage } from './disk-defaults.ts';

/** A virtual machine profile with what the service fills in, and without the secrets it never gives back. */
export function completeProfile(written: JsonObject, size: string): JsonObject {
  const osType = osTypeOf(written);
  // Empty user data are none.
  const profile = withApplications(written.userData === '' ? without(written, 'userData') : written, osType);
  const { osProfile, storageProfile, networkProfile, extensionProfile } = profile;
  return {
    ...profile,
    ...(isObject(storageProfile) && { storageProfile: completeStorage(storageProfile, { osType, size }) }),
    ...(isObject(osProfile) && { osProfile: completeOs(osProfile) }),
    ...(isObject(networkProfile) && { networkProfile: completeNetwork(networkProfile) }),
    ...(isObject(extensionProfile) && { extensionProfile: withoutProtectedSettings(extensionProfile) }),
  };
}

function osTypeOf(profile: JsonObject): string {
  const said = textAt(profile, 'storageProfile', 'osDisk', 'osType');
  return said ?? (isObject(objectAt(profile, 'osProfile').windowsConfiguration) ? 'Windows' : 'Linux');
}

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
