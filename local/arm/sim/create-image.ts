import { keyOf, resourceId } from '../ids.ts';
import { IMAGES } from '../image-types.ts';
import { requireNameOf } from '../members/names.ts';
import { ensureGroup } from '../resources/groups.ts';
import type { World } from '../world.ts';
import { DEFAULT_SUBSCRIPTION } from '../settings.ts';

/** A managed image, generalized Linux. */
export interface ImageSpec {
  subscription?: string;
  resourceGroup: string;
  name: string;
  location?: string;
}

/** Stores the image; returns its resource id. */
export function createImage(world: World, spec: ImageSpec): string {
  const { subscription = DEFAULT_SUBSCRIPTION, resourceGroup, name, location = 'westeurope' } = spec;
  requireNameOf('images', name);
  const id = resourceId({ subscription, resourceGroup }, IMAGES, name);
  ensureGroup(world, { subscription, resourceGroup }, location);
  const osDisk = { osType: 'Linux', osState: 'Generalized', diskSizeGB: 30, caching: 'ReadWrite' };
  const properties = {
    storageProfile: { osDisk, dataDisks: [], zoneResilient: false },
    provisioningState: 'Succeeded',
    hyperVGeneration: 'V2',
  };
  world.store.resources.put({
    key: keyOf(id),
    id,
    type: IMAGES,
    revision: 1,
    body: { id, name, type: IMAGES, location, tags: {}, properties },
  });
  return id;
}
