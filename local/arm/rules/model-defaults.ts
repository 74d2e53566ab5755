import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { withApplications } from './application-defaults.ts';
import { completeStorage } from './disk-defaults.ts';

/** A virtual machine profile with what the service fills in, and without the secrets it never gives back. */
export function completeProfile(
  written: JsonObject,
  { size, flexible }: { size: string; flexible: boolean },
): JsonObject {
  const osType = osTypeOf(written);
  // Empty user data are none.
  const profile = withApplications(written.userData === '' ? without(written, 'userData') : written, osType);
  const { osProfile, storageProfile, networkProfile, extensionProfile } = profile;
  return {
    ...profile,
    ...(isObject(storageProfile) && {
      storageProfile: completeStorage(storageProfile, { osType, size, flexible }),
    }),
    ...(isObject(osProfile) && { osProfile: completeOs(osProfile, flexible) }),
    ...(isObject(networkProfile) && { networkProfile: completeNetwork(networkProfile, flexible) }),
    ...(isObject(extensionProfile) && { extensionProfile: withoutProtectedSettings(extensionProfile) }),
  };
}

function osTypeOf(profile: JsonObject): string {
  const said = textAt(profile, 'storageProfile', 'osDisk', 'osType');
  return said ?? (isObject(objectAt(profile, 'osProfile').windowsConfiguration) ? 'Windows' : 'Linux');
}

function completeOs(os: JsonObject, flexible: boolean): JsonObject {
  const { linuxConfiguration: linux, windowsConfiguration: windows } = os;
  const patched = (patchMode: string) =>
    flexible ? { patchSettings: { patchMode, assessmentMode: 'ImageDefault' } } : {};
  return {
    secrets: [],
    allowExtensionOperations: true,
    requireGuestProvisionSignal: true,
    ...without(os, 'adminPassword', 'customData'),
    ...(isObject(linux) && {
      linuxConfiguration: {
        disablePasswordAuthentication: false,
        provisionVMAgent: true,
        ...patched('ImageDefault'),
        ...linux,
      },
    }),
    ...(isObject(windows) && {
      windowsConfiguration: {
        provisionVMAgent: true,
        enableAutomaticUpdates: true,
        ...patched('AutomaticByOS'),
        ...windows,
      },
    }),
  };
}

function completeNetwork(network: JsonObject, flexible: boolean): JsonObject {
  const configurations = listAt(network, 'networkInterfaceConfigurations').filter(isObject);
  return {
    ...network,
    networkInterfaceConfigurations: configurations.map((nic) => completeNic(nic, flexible)),
  };
}

/** Interfaces of Flexible machines are resources of their own, of which more is said. */
const FLEXIBLE_NIC = { auxiliaryMode: 'None', auxiliarySku: 'None', deleteOption: 'Delete' };
const FLEXIBLE_IP = {
  applicationSecurityGroups: [],
  loadBalancerBackendAddressPools: [],
  applicationGatewayBackendAddressPools: [],
};

function completeNic(nic: JsonObject, flexible: boolean): JsonObject {
  const properties = objectAt(nic, 'properties');
  const ipConfigurations = listAt(properties, 'ipConfigurations').filter(isObject);
  return {
    ...nic,
    properties: {
      enableIPForwarding: false,
      disableTcpStateTracking: false,
      dnsSettings: { dnsServers: [] },
      ...(flexible && FLEXIBLE_NIC),
      ...properties,
      ipConfigurations: ipConfigurations.map((ip) => ({
        ...ip,
        properties: {
          privateIPAddressVersion: 'IPv4',
          ...(flexible && FLEXIBLE_IP),
          ...objectAt(ip, 'properties'),
        },
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
