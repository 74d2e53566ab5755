import { resourceNotFound } from '../errors.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf } from '../ids.ts';
import { objectAt, without, type JsonObject } from '../json.ts';
import { COMPUTE } from '../members/refusals.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { readTags } from './write-body.ts';

/** Galleries, their images and versions, and managed images are made through the side door; only their tags are written here. */
export function getStored(type: string) {
  return (world: World, request: ArmRequest): ArmResponse =>
    ok(shown(requireStored(world, request, type).body, request));
}

/** PATCH changes tags only. */
export function patchStored(type: string) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const current = requireStored(world, request, type);
    const tags = readTags(request.body.tags, COMPUTE);
    const body = tags ? { ...current.body, tags } : current.body;
    world.store.resources.put({ ...current, body, revision: current.revision + 1 });
    return ok(shown(body, request));
  };
}

/** All of a type under the path of the request. */
export function listStored(type: string) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const { parent, kind } = parentOf(request);
    const found = [...world.store.resources.group(type)].filter(
      ({ key }) => key.startsWith(parent) && key.endsWith(`/${kind}/${key.slice(key.lastIndexOf('/') + 1)}`),
    );
    return ok({ value: found.map(({ body }) => shown(body, request)) });
  };
}

/** How far a version has been replicated is told when asked for. */
function shown(body: JsonObject, request: ArmRequest): JsonObject {
  if (/^ReplicationStatus$/i.test(queryOption(request, '$expand') ?? '')) return body;
  return { ...body, properties: without(objectAt(body, 'properties'), 'replicationStatus') };
}

/** A listing of a subscription has its resource groups between the path and the type. */
function parentOf(request: ArmRequest): { parent: string; kind: string } {
  const path = (request.url.split('?', 1)[0] ?? '').toLowerCase();
  const kind = path.slice(path.lastIndexOf('/') + 1);
  if (request.params.resourceGroup !== undefined) return { parent: `${path}/`, kind };
  return { parent: `/subscriptions/${param(request, 'subscription').toLowerCase()}/`, kind };
}

function requireStored(world: World, request: ArmRequest, type: string): ResourceRecord {
  const path = decodeURIComponent(request.url.split('?', 1)[0] ?? '');
  const found = world.store.resources.get(keyOf(path));
  if (found?.type === type) return found;
  const name = path.slice(path.lastIndexOf('/') + 1);
  throw resourceNotFound(type, name, param(request, 'resourceGroup'));
}
