import { isObject, listAt, objectAt, type JsonObject } from '../json.ts';

const HANDLER = 'VMAppExtension';

/** A profile with gallery applications: each with its defaults, and the extension that the service installs them by. */
export function withApplications(profile: JsonObject, osType: string): JsonObject {
  const applications = listAt(profile, 'applicationProfile', 'galleryApplications').filter(isObject);
  if (applications.length === 0) return profile;
  const extensions = listAt(profile, 'extensionProfile', 'extensions').filter(isObject);
  const isThere = extensions.some(({ name }) => name === HANDLER);
  return {
    ...profile,
    applicationProfile: {
      ...objectAt(profile, 'applicationProfile'),
      galleryApplications: applications.map((application) => ({
        manuallyManaged: false,
        treatFailureAsDeploymentFailure: false,
        enableAutomaticUpgrade: false,
        ...application,
      })),
    },
    extensionProfile: {
      ...objectAt(profile, 'extensionProfile'),
      extensions: isThere ? extensions : [...extensions, handlerFor(osType)],
    },
  };
}

function handlerFor(osType: string): JsonObject {
  return {
    name: HANDLER,
    properties: {
      autoUpgradeMinorVersion: true,
      publisher: 'Microsoft.CPlat.Core',
      type: `VMApplicationManager${osType}`,
      typeHandlerVersion: '1.0',
      settings: {},
    },
  };
}
