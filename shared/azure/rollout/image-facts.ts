import type { GalleryImage, GalleryImageVersion, ImageReference, Plan } from '@azure/arm-compute';
import { invalid, permanent } from '../../contracts/problem.ts';
import type { RolloutImage } from '../../contracts/rollout/image.ts';
import { armCall } from '../arm-call.ts';
import type { FleetCloud } from './fleet-cloud.ts';

/** What is known of an image before anything is made from it. */
export interface ImageFacts {
  reference: ImageReference;
  os?: 'Linux' | 'Windows';
  /** A specialized image has its users and its name in it, and takes none. */
  isSpecialized: boolean;
  /** `V1` or `V2`. */
  generation?: string;
  /** `x64` or `Arm64`. */
  architecture?: string;
  /** Of a gallery version: the regions it is in; others have it nowhere else than where it is. */
  regions?: string[];
  /** Such as `TrustedLaunchSupported`; of a gallery's image and of the marketplace's. */
  securityType?: string;
  /** The terms that were bought, which the scale set must repeat. */
  plan?: Plan;
}

/** Throws Permanent `imageVersionNotFound`, `managedImageNotFound`, `marketplaceImageNotFound`. One or two calls. */
export async function imageFacts(
  cloud: FleetCloud,
  image: RolloutImage,
  location: string,
): Promise<ImageFacts> {
  const { version, managedImage, marketplace } = image;
  if (version !== undefined) return galleryFacts(cloud, version);
  if (managedImage !== undefined) return managedFacts(cloud, managedImage);
  if (marketplace) return marketplaceFacts(cloud, marketplace, location);
  throw invalid('imageMissing', 'The policy names no image.', 'Name one.');
}

const VERSION =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/galleries\/([^/]+)\/images\/([^/]+)\/versions\/([^/]+)$/i;
const MANAGED = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/images\/([^/]+)$/i;

async function galleryFacts(cloud: FleetCloud, id: string): Promise<ImageFacts> {
  const [, subscription = '', group = '', gallery = '', name = '', version = ''] = VERSION.exec(id) ?? [];
  const { compute } = cloud.clientsOf(subscription);
  const { value: made } = await armCall(() =>
    compute.galleryImageVersions.get(group, gallery, name, version, { expand: 'ReplicationStatus' }),
  );
  const { value: definition } = await armCall(() => compute.galleryImages.get(group, gallery, name));
  requireUsable(made, id);
  return { reference: { id }, regions: regionsOf(made), ...factsOfDefinition(definition) };
}

function requireUsable({ provisioningState }: GalleryImageVersion, id: string): void {
  if (provisioningState === undefined || provisioningState === 'Succeeded') return;
  throw permanent(
    'imageVersionNotReady',
    `The image version ${id} is ${provisioningState}.`,
    'Wait until it is published, or publish it again.',
  );
}

/** Where a replica is complete, if that is told; else where it was published to. */
function regionsOf({ replicationStatus, publishingProfile, location }: GalleryImageVersion): string[] {
  const summary = replicationStatus?.summary ?? [];
  const told = summary.flatMap(({ state, region }) => (state === 'Completed' && region ? [region] : []));
  const published = publishingProfile?.targetRegions?.map(({ name }) => name) ?? [location];
  return (summary.length > 0 ? told : published).map(regionName);
}

/** `West Europe` and `westeurope` are one. */
export function regionName(region: string): string {
  return region.replaceAll(/\s/g, '').toLowerCase();
}

function factsOfDefinition(definition: GalleryImage): Omit<ImageFacts, 'reference'> {
  const { osType, osState, hyperVGeneration, architecture, features, purchasePlan } = definition;
  return given({
    os: osOf(osType),
    isSpecialized: osState === 'Specialized',
    generation: hyperVGeneration,
    architecture,
    securityType: securityTypeIn(features),
    plan: planOf(purchasePlan),
  });
}

/** Members that are not known are left out. */
function given<T extends object>(facts: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}

function securityTypeIn(features: { name?: string; value?: string }[] = []): string | undefined {
  return features.find(({ name }) => name === 'SecurityType')?.value;
}

function planOf(terms: Plan | undefined): Plan | undefined {
  const { name, publisher, product } = terms ?? {};
  return name && publisher && product ? { name, publisher, product } : undefined;
}

async function managedFacts(cloud: FleetCloud, id: string): Promise<ImageFacts> {
  const [, subscription = '', group = '', name = ''] = MANAGED.exec(id) ?? [];
  const { compute } = cloud.clientsOf(subscription);
  const { value } = await armCall(() => compute.images.get(group, name));
  const disk = value.storageProfile?.osDisk;
  return given({
    reference: { id },
    isSpecialized: disk?.osState === 'Specialized',
    regions: [regionName(value.location)],
    os: osOf(disk?.osType),
    generation: value.hyperVGeneration,
  });
}

async function marketplaceFacts(
  { clients: { compute } }: FleetCloud,
  marketplace: NonNullable<RolloutImage['marketplace']>,
  location: string,
): Promise<ImageFacts> {
  const { publisher, offer, sku, version } = marketplace;
  const { value } = await armCall(() =>
    compute.virtualMachineImages.get(location, publisher, offer, sku, version),
  );
  const { plan, osDiskImage, hyperVGeneration, architecture, features } = value;
  return given({
    reference: { publisher, offer, sku, version },
    isSpecialized: false,
    os: osOf(osDiskImage?.operatingSystem),
    generation: hyperVGeneration,
    architecture,
    securityType: securityTypeIn(features),
    plan: planOf(plan),
  });
}

function osOf(type: string | undefined): 'Linux' | 'Windows' | undefined {
  if (type === undefined) return undefined;
  return type === 'Windows' ? 'Windows' : 'Linux';
}
