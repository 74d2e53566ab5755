import { ArmError, invalidParameter } from '../errors.ts';
import { keyOf } from '../ids.ts';
import { GALLERY_VERSIONS } from '../image-types.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { ScaleSetRecord } from '../records.ts';
import { regionOf } from '../regions.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

const profileOf = (scaleSet: Partial<ScaleSetRecord>) =>
  objectAt(scaleSet.properties, 'virtualMachineProfile');
const imageOf = (profile: JsonObject) => textAt(profile, 'storageProfile', 'imageReference', 'id');

/** The images that a model may be made from: managed ones, and those of galleries that are in the region of the set. */
export function requireImage(world: World, next: ScaleSetRecord, before: Partial<ScaleSetRecord>): void {
  const id = imageOf(profileOf(next));
  if (!world.settings.requireExistence || id === undefined || id === imageOf(profileOf(before))) return;
  const gallery = /\/galleries\//i.test(id);
  if (gallery ? isInRegion(world, id, next.location) : world.store.resources.get(keyOf(id))) return;
  throw new ArmError(
    404,
    gallery ? 'GalleryImageNotFound' : 'NotFound',
    gallery
      ? `The gallery image ${id} is not available in ${next.location} region. Please contact image owner to replicate to this region, or change your requested region.`
      : `The Image '${id}' cannot be found in '${next.location}' region.`,
  ).with({ target: 'imageReference' });
}

/** The version that is named, or any when none is. */
function isInRegion(world: World, id: string, location: string): boolean {
  const key = keyOf(id).replace(/\/versions\/latest$/, '');
  const versions = /\/versions\//.test(key)
    ? [world.store.resources.get(key)]
    : [...world.store.resources.group(GALLERY_VERSIONS)].filter((one) => one.key.startsWith(`${key}/`));
  return versions.some((version) => version !== undefined && hasArrived(version, location));
}

function hasArrived({ body }: ResourceRecord, location: string): boolean {
  const underWay = listAt(body, 'properties', 'replicationStatus', 'summary')
    .filter((place) => textAt(place, 'state') !== 'Completed')
    .map((place) => textAt(place, 'region'));
  return listAt(body, 'properties', 'publishingProfile', 'targetRegions')
    .map((region) => textAt(region, 'name') ?? '')
    .some((name) => regionOf(name) === regionOf(location) && !underWay.includes(name));
}

/**
 * Refuses a new set that nobody could sign in to. Secrets are never shown, so what was read of another set lacks them; nor
 * are they kept, so they are looked for in what was written.
 */
export function requireAccounts(world: World, written: JsonObject): void {
  const profile = objectAt(written, 'virtualMachineProfile');
  if (!world.settings.requireExistence || !isObject(objectAt(profile, 'storageProfile').imageReference))
    return;
  const { osProfile } = profile;
  if (osState(world, profile) === 'Specialized') {
    if (isObject(osProfile)) throw invalidParameter("Parameter 'osProfile' is not allowed.", 'osProfile');
    return;
  }
  if (!isObject(osProfile)) throw missing('osProfile');
  if (typeof osProfile.adminUsername !== 'string') throw missing('adminUsername');
  requireWayIn(osProfile);
}

function requireWayIn(osProfile: JsonObject): void {
  const { adminUsername, adminPassword } = osProfile;
  const linux = objectAt(osProfile, 'linuxConfiguration');
  const keys = listAt(linux, 'ssh', 'publicKeys');
  const place = `/home/${String(adminUsername)}/.ssh/authorized_keys`;
  if (keys.some((key) => (textAt(key, 'path') ?? place) !== place))
    throw invalidParameter(
      `Destination path for SSH public keys is currently limited to its default value ${place} due to a known issue in Linux provisioning agent.`,
      'linuxConfiguration.ssh.publicKeys.path',
    );
  if (linux.disablePasswordAuthentication !== true) {
    if (adminPassword === undefined) throw missing('adminPassword');
    return;
  }
  if (keys.length > 0) return;
  throw invalidParameter(
    'Authentication using either SSH or by user name and password must be enabled in Linux profile.',
    'linuxConfiguration',
  );
}

/** Of the marketplace all are generalized. */
function osState(world: World, profile: JsonObject): string {
  const id = imageOf(profile);
  if (id === undefined) return 'Generalized';
  const record = world.store.resources.get(keyOf(id).replace(/\/versions\/[^/]+$/, ''));
  const { osState, storageProfile } = objectAt(record?.body, 'properties');
  return textAt({ osState }, 'osState') ?? textAt(storageProfile, 'osDisk', 'osState') ?? 'Generalized';
}

function missing(name: string): ArmError {
  return invalidParameter(`Required parameter '${name}' is missing (null).`, name);
}
