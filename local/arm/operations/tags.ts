import { ArmError, notSimulated } from '../errors.ts';
import { ok, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { objectAt, without, type JsonObject } from '../json.ts';
import { FRONT_DOOR } from '../members/refusals.ts';
import type { World } from '../world.ts';
import { readTags, requireObject } from './write-body.ts';

const TAGS = '/providers/Microsoft.Resources/tags/default';

/** Tags of a resource or a group by themselves, whatever kind it is of. */
export function getTags(_world: World, request: ArmRequest): ArmResponse {
  const scope = scopeOf(request);
  return ok(view(scope, read(request, scope)));
}

/** PUT: these tags and no others. */
export function putTags(_world: World, request: ArmRequest): ArmResponse {
  return write(request, tagsOf(request));
}

/** PATCH: merges, replaces or deletes the tags named. */
export function patchTags(_world: World, request: ArmRequest): ArmResponse {
  const { operation } = request.body;
  const before = read(request, scopeOf(request));
  return write(request, changed(before, { operation, tags: tagsOf(request) }));
}

export function deleteTags(_world: World, request: ArmRequest): ArmResponse {
  write(request, {});
  return { status: 200 };
}

function changed(
  before: JsonObject,
  { operation, tags }: { operation: unknown; tags: JsonObject },
): JsonObject {
  if (operation === 'Merge') return { ...before, ...tags };
  if (operation === 'Replace') return tags;
  if (operation === 'Delete') {
    const gone = Object.keys(tags).filter((name) => tags[name] === null || tags[name] === before[name]);
    return without(before, ...gone);
  }
  throw new ArmError(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: 'Error converting value ${JSON.stringify(operation) ?? 'null'} to type TagPatchOperation. Path 'operation''.`,
  );
}

function write(request: ArmRequest, tags: JsonObject): ArmResponse {
  const scope = scopeOf(request);
  request.ask({ method: 'PATCH', path: scope, body: { tags } });
  return ok(view(scope, tags));
}

function read(request: ArmRequest, scope: string): JsonObject {
  return objectAt(request.ask({ method: 'GET', path: scope }).body, 'tags');
}

function view(scope: string, tags: JsonObject): JsonObject {
  return { id: `${scope}${TAGS}`, name: 'default', type: 'Microsoft.Resources/tags', properties: { tags } };
}

function tagsOf({ body }: ArmRequest): JsonObject {
  requireObject(body.properties, 'properties');
  const tags = readTags(objectAt(body, 'properties').tags, FRONT_DOOR);
  if (tags) return tags;
  throw new ArmError(400, 'InvalidTagsRequest', "The request must have 'properties.tags'.");
}

/** What the tags are of: the path before them. */
function scopeOf(request: ArmRequest): string {
  const path = request.url.split('?', 1)[0] ?? '';
  const scope = path.slice(0, path.length - TAGS.length);
  if (/^\/subscriptions\/[^/]+$/i.test(scope)) throw notSimulated(request.method, path);
  return scope;
}
