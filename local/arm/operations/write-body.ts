import { ArmError, invalidContent, invalidParameter } from '../errors.ts';
import { isObject, textAt, without, type JsonObject } from '../json.ts';
import type { ArmRequest } from '../http/messages.ts';
import { SCALE_SETS } from '../ids.ts';
import { regionOf, requireRegion } from '../regions.ts';
import type { ScaleSetWrite } from '../rules/scale-set-model.ts';

const COMPUTED = ['provisioningState', 'uniqueId', 'timeCreated'];
const LARGEST_CAPACITY = 1_000;

/** The body of a PUT or PATCH of a set, checked; what the service computes is dropped. */
export function readScaleSetWrite(request: ArmRequest): ScaleSetWrite {
  const { location, tags, sku, zones, properties } = request.body;
  requireType(location, 'string', 'location');
  requireObject(tags, 'tags');
  return {
    ...(typeof location === 'string' && { location: requireRegion(location, SCALE_SETS) }),
    ...(isObject(tags) && { tags }),
    ...(isGiven(sku) && { sku: readSku(sku) }),
    ...(isGiven(zones) && { zones: readZones(zones) }),
    extras: extrasOf(request.body),
    properties: readProperties(properties),
  };
}

const EXTRAS = ['identity', 'plan', 'extendedLocation'];

function extrasOf(body: JsonObject): JsonObject {
  return Object.fromEntries(
    EXTRAS.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
  );
}

function readProperties(properties: unknown): JsonObject {
  requireObject(properties, 'properties');
  if (!isObject(properties)) return {};
  const model = without(properties, ...COMPUTED);
  const profile = properties.virtualMachineProfile;
  requireObject(profile, 'properties.virtualMachineProfile');
  return isObject(profile) ? { ...model, virtualMachineProfile: without(profile, 'timeCreated') } : model;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A new set must say where it is and what it is made of. */
export function requireComplete(write: ScaleSetWrite): void {
  if (write.location === undefined)
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  const hasProfile = isObject(write.properties.virtualMachineProfile);
  if (hasProfile && textAt(write.sku, 'name') === undefined)
    throw invalidParameter("Required parameter 'sku.name' is missing (null).", 'sku.name');
}

export function requireSameLocation(current: string, write: ScaleSetWrite, name: string): void {
  if (write.location === undefined || write.location === regionOf(current)) return;
  throw new ArmError(
    409,
    'InvalidResourceLocation',
    `The resource '${name}' already exists in location '${current}' in resource group. A resource with the same name cannot be created in location '${write.location}'. Please select a new resource name.`,
  );
}

function readSku(sku: unknown): JsonObject {
  requireObject(sku, 'sku');
  const { name, tier, capacity } = sku as JsonObject;
  requireType(name, 'string', 'sku.name');
  requireType(tier, 'string', 'sku.tier');
  if (capacity === undefined || capacity === null) return sku as JsonObject;
  const count = typeof capacity === 'string' && /^\d+$/.test(capacity) ? Number(capacity) : capacity;
  if (typeof count !== 'number' || !Number.isInteger(count))
    throw invalidContent(
      `Error converting value ${JSON.stringify(capacity)} to type 'System.Nullable\`1[System.Int64]'. Path 'sku.capacity'`,
    );
  if (count < 0 || count > LARGEST_CAPACITY)
    throw invalidParameter(
      `The value ${count} of parameter sku.capacity is out of range. The value must be between 0 and ${LARGEST_CAPACITY}.`,
      'sku.capacity',
    );
  return { ...(sku as JsonObject), capacity: count };
}

function readZones(zones: unknown): string[] {
  if (Array.isArray(zones) && zones.every((zone) => typeof zone === 'string')) return zones;
  throw invalidContent("Error converting value to type 'System.String[]'. Path 'zones'");
}

export function requireObject(value: unknown, path: string): void {
  if (value === undefined || value === null || isObject(value)) return;
  throw invalidContent(`Error converting value ${JSON.stringify(value)} to an object. Path '${path}'`);
}

function requireType(value: unknown, type: 'string', path: string): void {
  if (value === undefined || value === null || typeof value === type) return;
  throw invalidContent(
    `Error converting value ${JSON.stringify(value)} to type 'System.String'. Path '${path}'`,
  );
}
