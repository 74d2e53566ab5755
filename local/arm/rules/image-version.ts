import { keyOf } from '../ids.ts';
import { objectAt, sameJson, textAt, type JsonObject } from '../json.ts';
import { GALLERY_VERSIONS } from '../image-types.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { coresOf } from './quota.ts';

/** Which version `latest` of an image comes to, as long as its publisher has added none. */
export function latestVersion(image: JsonObject): string {
  const name = `${textAt(image, 'offer') ?? textAt(image, 'id') ?? ''}`;
  return `${coresOf(name)}.${name.length}.1`;
}

/** The version a reference names itself. */
export function writtenVersion(image: JsonObject): string | undefined {
  const version = textAt(image, 'version') ?? textAt(image, 'id')?.split('/versions/')[1];
  return version?.toLowerCase() === 'latest' ? undefined : version;
}

/** Where a reference leaves the version to the service: the newest there is. */
export function openVersion(world: World, image: JsonObject): string | undefined {
  const id = textAt(image, 'id');
  if (id !== undefined) return GALLERY_IMAGE.test(id) ? newestInGallery(world, id) : undefined;
  if (textAt(image, 'version')?.toLowerCase() !== 'latest') return undefined;
  const { publisher, offer, sku } = image;
  return marketplaceVersions(world, { publisher, offer, sku }).at(-1);
}

const GALLERY_IMAGE = /\/galleries\/[^/]+\/images\/[^/]+(\/versions\/latest)?$/i;

function newestInGallery(world: World, id: string): string | undefined {
  const below = `${keyOf(id).replace(/\/versions\/latest$/, '')}/versions/`;
  return [...world.store.resources.group(GALLERY_VERSIONS)]
    .filter(({ key, body }) => key.startsWith(below) && !isExcluded(body))
    .map(({ id: version }) => version.slice(version.lastIndexOf('/') + 1))
    .sort(compareVersions)
    .at(-1);
}

function isExcluded(body: JsonObject): boolean {
  return objectAt(body, 'properties', 'publishingProfile').excludeFromLatest === true;
}

/** The versions of a marketplace image, the oldest first. */
export function marketplaceVersions(world: World, image: JsonObject): string[] {
  const below = marketplaceKey(image);
  const published = [...world.store.marketplace.values()].filter(({ key }) => key.startsWith(below));
  return [latestVersion(image), ...published.map(({ version }) => version)].sort(compareVersions);
}

export function marketplaceKey({ publisher, offer, sku }: JsonObject): string {
  return `${String(publisher)}/${String(offer)}/${String(sku)}/`.toLowerCase();
}

/** Part by part as numbers: `1.10.0` is newer than `1.9.0`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map((part) => Number(part) || 0));
  for (let part = 0; part < 4; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The version an instance's disk was made from, where the service has chosen it. */
export function diskVersion(
  { models }: ScaleSetRecord,
  { applied }: InstanceRecord,
  now: number,
): string | undefined {
  const done = applied.filter(({ at }) => at <= now);
  for (let index = done.length - 1; index >= 0; index--) {
    const { image, version } = done[index] ?? { version: 0 };
    const before = done[index - 1];
    if (image !== undefined) return image;
    if (!before || !sameJson(imageOf(models[version]), imageOf(models[before.version]))) return undefined;
  }
  return undefined;
}

/** The image reference of a model. */
export function imageOf(model: unknown): JsonObject {
  return objectAt(model, 'storageProfile', 'imageReference');
}
