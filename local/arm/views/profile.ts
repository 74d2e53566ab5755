import { isObject, listAt, objectAt, textAt, without, type JsonObject } from '../json.ts';
import { latestVersion, writtenVersion } from '../rules/image-version.ts';

/** The parts of a virtual machine profile that all its instances share, worked out once per listing. */
export interface SharedProfile {
  osProfile: JsonObject;
  storageProfile: JsonObject;
  networkConfigurations: unknown[];
  nicName: string;
  extensions: JsonObject[];
  osType: string;
  userData: unknown;
  rest: JsonObject;
}

/** `version`: the image version of the instance, where that is its own. */
export function sharedProfile(profile: JsonObject, version?: string): SharedProfile {
  const storage = objectAt(profile, 'storageProfile');
  const configurations = listAt(profile, 'networkProfile', 'networkInterfaceConfigurations');
  const osType = textAt(storage, 'osDisk', 'osType') ?? osTypeOf(profile);
  return {
    osProfile: without(objectAt(profile, 'osProfile'), 'computerNamePrefix', 'adminPassword', 'customData'),
    storageProfile: { ...storage, imageReference: exactImage(objectAt(storage, 'imageReference'), version) },
    networkConfigurations: configurations,
    nicName: textAt(configurations[0], 'name') ?? 'nic',
    extensions: listAt(profile, 'extensionProfile', 'extensions').filter(isObject),
    osType,
    userData: profile.userData,
    rest: Object.fromEntries(
      PASSED_ON.flatMap((name) => (profile[name] === undefined ? [] : [[name, profile[name]]])),
    ),
  };
}

/** Parts of the model that an instance repeats as they are. */
const PASSED_ON = [
  'securityProfile',
  'diagnosticsProfile',
  'licenseType',
  'priority',
  'evictionPolicy',
  'billingProfile',
];

/** An instance says which version `latest` came to. */
function exactImage(image: JsonObject, version = writtenVersion(image)): JsonObject {
  if (Object.keys(image).length === 0) return image;
  return { ...image, exactVersion: version ?? latestVersion(image) };
}

function osTypeOf(profile: JsonObject): string {
  return isObject(valueOf(profile, 'windowsConfiguration')) ? 'Windows' : 'Linux';
}

function valueOf(profile: JsonObject, name: string): unknown {
  return objectAt(profile, 'osProfile')[name];
}
