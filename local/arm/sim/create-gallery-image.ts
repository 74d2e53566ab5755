import { GALLERIES, GALLERY_IMAGES, GALLERY_VERSIONS } from '../image-types.ts';
import { keyOf, resourceId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { ensureGroup } from '../resources/groups.ts';
import { armTime } from '../times.ts';
import type { World } from '../world.ts';
import { DEFAULT_SUBSCRIPTION } from '../settings.ts';

/** A version of an image in a gallery; gallery and image are made when they are not there. */
export interface GalleryImageSpec {
  subscription?: string;
  resourceGroup: string;
  gallery: string;
  image: string;
  /** Such as `1.2.0`. */
  version: string;
  location?: string;
  /** Not taken for `latest`. */
  excludeFromLatest?: boolean;
}

/** Stores the three; returns the resource id of the version. */
export function createGalleryImage(world: World, spec: GalleryImageSpec): string {
  const {
    subscription = DEFAULT_SUBSCRIPTION,
    resourceGroup,
    location = 'westeurope',
    gallery,
    image,
    version,
  } = spec;
  ensureGroup(world, { subscription, resourceGroup }, location);
  const galleryId = resourceId({ subscription, resourceGroup }, GALLERIES, gallery);
  const imageId = `${galleryId}/images/${image}`;
  const id = `${imageId}/versions/${version}`;
  const put = (type: string, at: string, properties: JsonObject) =>
    world.store.resources.put({
      key: keyOf(at),
      id: at,
      type,
      revision: 1,
      body: {
        id: at,
        name: at.slice(at.lastIndexOf('/') + 1),
        type,
        location,
        tags: {},
        properties: { provisioningState: 'Succeeded', ...properties },
      },
    });
  put(GALLERIES, galleryId, { identifier: { uniqueName: `${subscription}-${gallery.toUpperCase()}` } });
  put(GALLERY_IMAGES, imageId, {
    osType: 'Linux',
    osState: 'Generalized',
    hyperVGeneration: 'V2',
    identifier: { publisher: 'simulated', offer: image, sku: 'default' },
  });
  put(GALLERY_VERSIONS, id, {
    publishingProfile: {
      targetRegions: [{ name: location, regionalReplicaCount: 1 }],
      replicaCount: 1,
      excludeFromLatest: spec.excludeFromLatest ?? false,
      publishedDate: armTime(world.clock.now()),
    },
    storageProfile: {},
  });
  return id;
}
