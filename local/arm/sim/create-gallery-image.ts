import { GALLERIES, GALLERY_IMAGES, GALLERY_VERSIONS } from '../image-types.ts';
import { keyOf, resourceId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { requireNameOf } from '../members/names.ts';
import { regionOf } from '../regions.ts';
import { REGIONS } from '../resources/providers.ts';
import { ensureGroup } from '../resources/groups.ts';
import { armTime } from '../times.ts';
import type { ResourceRecord } from '../store/store.ts';
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
  /** Of the image; default Linux. */
  osType?: 'Linux' | 'Windows';
  /** Of the image; default Generalized. */
  osState?: 'Generalized' | 'Specialized';
  /** Of the image; default V2. */
  hyperVGeneration?: 'V1' | 'V2';
  /** Where the version is; default its location. */
  targetRegions?: string[];
  /** Those of them that it has not arrived in yet. */
  replicatingTo?: string[];
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
  requireNameOf('galleries', gallery);
  requireNameOf('galleries/images', image);
  requireNameOf('galleries/images/versions', version);
  ensureGroup(world, { subscription, resourceGroup }, location);
  const regions = (spec.targetRegions ?? [location]).map(displayName);
  const galleryId = resourceId({ subscription, resourceGroup }, GALLERIES, gallery);
  const imageId = `${galleryId}/images/${image}`;
  const id = `${imageId}/versions/${version}`;
  const put = (type: string, at: string, properties: JsonObject) =>
    world.store.resources.put(stored({ type, id: at, location, properties }));
  put(GALLERIES, galleryId, { identifier: { uniqueName: `${subscription}-${gallery.toUpperCase()}` } });
  put(GALLERY_IMAGES, imageId, {
    osType: spec.osType ?? 'Linux',
    osState: spec.osState ?? 'Generalized',
    hyperVGeneration: spec.hyperVGeneration ?? 'V2',
    identifier: { publisher: 'simulated', offer: image, sku: 'default' },
  });
  put(GALLERY_VERSIONS, id, {
    publishingProfile: {
      targetRegions: regions.map((name) => ({
        ...{ name, regionalReplicaCount: 1, storageAccountType: 'Standard_LRS' },
      })),
      replicaCount: 1,
      excludeFromLatest: spec.excludeFromLatest ?? false,
      publishedDate: armTime(world.clock.now()),
    },
    storageProfile: {},
    replicationStatus: replication(regions, (spec.replicatingTo ?? []).map(displayName)),
  });
  return id;
}

function stored(what: {
  type: string;
  id: string;
  location: string;
  properties: JsonObject;
}): ResourceRecord {
  const { type, id, location, properties } = what;
  const name = id.slice(id.lastIndexOf('/') + 1);
  const body = {
    ...{ id, name, type, location, tags: {} },
    properties: { provisioningState: 'Succeeded', ...properties },
  };
  return { key: keyOf(id), id, type, revision: 1, body };
}

function replication(regions: string[], underWay: string[]): JsonObject {
  return {
    aggregatedState: underWay.length > 0 ? 'InProgress' : 'Completed',
    summary: regions.map((region) =>
      underWay.includes(region)
        ? { region, state: 'Replicating', details: '', progress: 50 }
        : { region, state: 'Completed', details: '', progress: 100 },
    ),
  };
}

function displayName(region: string): string {
  return REGIONS[regionOf(region)] ?? region;
}
