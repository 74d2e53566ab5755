import { ArmError, invalidContent, invalidParameter } from '../errors.ts';
import type { ArmRequest } from '../http/messages.ts';
import { SCALE_SETS } from '../ids.ts';
import { isObject, objectAt, textAt, type JsonObject } from '../json.ts';
import { tagsOnly } from '../members/tags.ts';
import { mergedByTable } from '../members/merge-members.ts';
import { readBody } from '../members/read-members.ts';
import { COMPUTE, type Refusals } from '../members/refusals.ts';
import { scaleSet } from '../members/scale-set.ts';
import { changeNotAllowed } from '../members/unchanged.ts';
import { regionOf, requireRegion } from '../regions.ts';
import type { ScaleSetWrite } from '../rules/scale-set-model.ts';
import type { ResourceRecord } from '../store/store.ts';

/** Top-level parts that are kept and shown as they are. */
const EXTRAS = ['identity', 'plan', 'extendedLocation', 'placement'];

/** What a PUT or PATCH of a set says, by the table of its members. */
export function readScaleSetBody(request: ArmRequest): JsonObject {
  return readBody(scaleSet, request.body, COMPUTE);
}

/** The same, sorted by where it is kept. */
export function scaleSetWrite(body: JsonObject): ScaleSetWrite {
  const { location, tags, sku, zones } = body;
  const extras = EXTRAS.flatMap((name) => (name in body ? [[name, body[name]] as const] : []));
  return {
    ...(typeof location === 'string' && { location: requireRegion(location, SCALE_SETS) }),
    ...(isObject(tags) && { tags }),
    ...(isObject(sku) && { sku }),
    ...(Array.isArray(zones) && { zones: zones.map(String) }),
    extras: Object.fromEntries(extras),
    properties: objectAt(body, 'properties'),
  };
}

/** A new set must say where it is and what it is made of. */
export function requireComplete(write: ScaleSetWrite): void {
  if (write.location === undefined)
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  const hasProfile = isObject(write.properties.virtualMachineProfile);
  if (hasProfile && textAt(write.sku, 'name') === undefined)
    throw invalidParameter("Required parameter 'sku.name' is missing (null).", 'sku.name');
  const flexible = write.properties.orchestrationMode === 'Flexible';
  if (!flexible && !isObject(write.properties.upgradePolicy))
    throw invalidParameter("Required parameter 'upgradePolicy' is missing (null).", 'upgradePolicy');
  const mode = textAt(write.properties, 'upgradePolicy', 'mode');
  if (!flexible && mode === undefined)
    throw invalidParameter(
      "Required parameter 'upgradePolicy.mode' is missing (null).",
      'upgradePolicy.mode',
    );
}

/** The front door minds where a resource is created; the provider, what a PATCH says of it. */
export function requireSameLocation(
  current: { name: string; location: string },
  write: Pick<ScaleSetWrite, 'location'>,
  method: string,
): void {
  if (write.location === undefined || write.location === regionOf(current.location)) return;
  if (method === 'PATCH') throw changeNotAllowed('location');
  throw new ArmError(
    409,
    'InvalidResourceLocation',
    `The resource '${current.name}' already exists in location '${current.location}' in resource group. A resource with the same name cannot be created in location '${write.location}'. Please select a new resource name.`,
  );
}

/** The same for the PUT of what is kept as a record. */
export function requireSamePlace(current: ResourceRecord | undefined, location: string): void {
  if (!current) return;
  const name = current.id.slice(current.id.lastIndexOf('/') + 1);
  requireSameLocation({ name, location: textAt(current.body, 'location') ?? '' }, { location }, 'PUT');
}

/** What a PATCH that takes nothing but tags says of them, in whose words it is refused; nothing when it says nothing, or `null`. */
export function readTagsOnly(body: JsonObject, refusals: Refusals): JsonObject | undefined {
  const { tags } = mergedByTable(tagsOnly, {}, readBody(tagsOnly, body, refusals));
  return isObject(tags) ? tags : undefined;
}

/** The same of tags that stand among other things. */
export function readTags(tags: unknown, refusals: Refusals): JsonObject | undefined {
  return readTagsOnly({ tags }, refusals);
}

/** The body of what its address names, whatever it says of its name in any spelling. */
export function namedByAddress(body: JsonObject, name: string): JsonObject {
  const others = Object.entries(body).filter(([member]) => member.toLowerCase() !== 'name');
  return { ...Object.fromEntries(others), name };
}

export function requireObject(value: unknown, path: string): void {
  if (value === undefined || value === null || isObject(value)) return;
  throw invalidContent(`Error converting value ${JSON.stringify(value)} to an object. Path '${path}'`);
}
