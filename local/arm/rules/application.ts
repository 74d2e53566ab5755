import { type JsonObject, sameJson, textAt } from '../json.ts';
import type { ApplicationState, InstanceRecord, ScaleSetRecord } from '../records.ts';
import { reached, SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { diskVersion, imageOf, openVersion, writtenVersion } from './image-version.ts';
import { appliedVersion } from './instance-state.ts';

/** The application that a machine runs: what its disk was made from decides how it is. */
export interface Application {
  /** Resource id of the image version, or `publisher/offer/sku/version`. */
  image: string;
  version: string;
  state: ApplicationState;
}

export function applicationOf(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, now }: { instance: InstanceRecord; now: number },
): Application {
  const reference = imageOf(scaleSet.models[appliedVersion(instance, now)]);
  const version =
    diskVersion(scaleSet, instance, now) ??
    writtenVersion(reference) ??
    openVersion(world, reference) ??
    'latest';
  const image = imageName(reference, version);
  const record = world.store.applications.get(image.toLowerCase());
  const isUpSince = bootedAt(scaleSet, instance, now);
  const isSick = record !== undefined && reached(isUpSince, now - record.afterSeconds * SECOND);
  return { image, version, state: isSick ? record.state : 'well' };
}

function imageName(reference: JsonObject, version: string): string {
  const id = textAt(reference, 'id');
  if (id === undefined)
    return [...['publisher', 'offer', 'sku'].map((name) => textAt(reference, name) ?? ''), version].join('/');
  return /\/images\/[^/]+$/i.test(id) && /\/galleries\//i.test(id) ? `${id}/versions/${version}` : id;
}

/** When it was last made from an image, as far as its application is concerned. */
function bootedAt({ models }: ScaleSetRecord, instance: InstanceRecord, now: number): number | null {
  const { applied, provisionedAt } = instance;
  const disks = applied.filter(({ at, reimaged, version }, index) => {
    const before = applied[index - 1];
    const isNew =
      reimaged ?? (before && !sameJson(imageOf(models[before.version]), imageOf(models[version])));
    return index > 0 && at <= now && isNew;
  });
  const last = disks.at(-1)?.at;
  return provisionedAt === null || last === undefined ? provisionedAt : Math.max(provisionedAt, last);
}
