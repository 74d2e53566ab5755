import { resourceNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf } from '../ids.ts';
import { isObject } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { requireTags } from './write-body.ts';

/** Galleries, their images and versions, and managed images are made through the side door; only their tags are written here. */
export function getStored(type: string) {
  return (world: World, request: ArmRequest): ArmResponse => ok(requireStored(world, request, type).body);
}

/** PATCH changes tags only. */
export function patchStored(type: string) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const current = requireStored(world, request, type);
    requireTags(request.body.tags);
    const { tags } = request.body;
    const body = isObject(tags) ? { ...current.body, tags } : current.body;
    world.store.resources.put({ ...current, body, revision: current.revision + 1 });
    return ok(body);
  };
}

/** All of a type under the path of the request. */
export function listStored(type: string) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const { parent, kind } = parentOf(request);
    const found = [...world.store.resources.group(type)].filter(
      ({ key }) => key.startsWith(parent) && key.endsWith(`/${kind}/${key.slice(key.lastIndexOf('/') + 1)}`),
    );
    return ok({ value: found.map(({ body }) => body) });
  };
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
