import { ArmError, resourceNotFound } from '../errors.ts';
import { ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { isObject, listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import { NETWORK } from '../members/refusals.ts';
import { storedPlain, storedPlainChild, type PlainKind } from '../network/plain-kinds.ts';
import { requireRegion } from '../regions.ts';
import type { ResourceRecord } from '../store/store.ts';
import { SECOND } from '../times.ts';
import { PlainView } from '../views/plain-view.ts';
import type { World } from '../world.ts';
import { operationUrl } from './async-answers.ts';
import { acceptedRemoval, beginNetworkOperation } from './network-operation.ts';
import { readPlain, readPlainChild, requirePlain } from './plain-checks.ts';
import { requireUnused } from './plain-in-use.ts';
import { readTagsOnly, requireSamePlace } from './write-body.ts';

type Run = (world: World, request: ArmRequest) => ArmResponse;

export function getPlain(kind: PlainKind): Run {
  return (world, request) => {
    const view = viewOf(world, request, kind);
    return ok(view.body(), { etag: view.etag });
  };
}

export function listPlain(kind: PlainKind): Run {
  return (world, request) => {
    const subscription = `/subscriptions/${param(request, 'subscription')}/resourcegroups/`.toLowerCase();
    const { resourceGroup } = request.params;
    const scope =
      resourceGroup === undefined ? subscription : `${subscription}${resourceGroup.toLowerCase()}/`;
    const found = [...world.store.resources.group(kind.type)].filter(({ key }) => key.startsWith(scope));
    return ok({
      value: found.map((record) => new PlainView(world, kind, { record, now: request.now }).body()),
    });
  };
}

/** PUT replaces the whole: children left out are gone, unless something uses them. */
export function putPlain(kind: PlainKind): Run {
  return (world, request) => {
    const id = idOf(request, kind);
    const read = readPlain(kind, request.body);
    const location = requireRegion(String(read.location), kind.type);
    const current = world.store.resources.get(keyOf(id));
    requireSamePlace(current, location);
    const body = storedPlain(kind, { ...read, location });
    requirePlain(kind, body, { id, current });
    return writePlain(world, request, { kind, id, body });
  };
}

/** PATCH changes tags only, at once. */
export function patchPlain(kind: PlainKind): Run {
  return (world, request) => {
    const current = requireRecord(world, request, kind);
    const tags = readTagsOnly(request.body, NETWORK) ?? {};
    const record = { ...current, body: { ...current.body, tags }, revision: current.revision + 1 };
    world.store.resources.put(record);
    return ok(new PlainView(world, kind, { record, now: request.now }).body());
  };
}

export function deletePlain(kind: PlainKind): Run {
  return (world, request) => {
    const current = find(world, request, kind);
    if (!current) return { status: 204 };
    requireUnused(world, kind, { before: current, after: undefined, now: request.now });
    world.store.resources.delete(current.key);
    return accepted(world, request, current);
  };
}

export function listPlainChildren(kind: PlainKind): Run {
  return (world, request) => ok({ value: viewOf(world, request, kind).children() });
}

export function getPlainChild(kind: PlainKind): Run {
  return (world, request) => {
    const view = viewOf(world, request, kind);
    const child = view.child(param(request, 'child'));
    if (!child) throw childNotFound(request, kind);
    return ok(child, { etag: view.etag });
  };
}

/** PUT of one child leaves the others alone. */
export function putPlainChild(kind: PlainKind): Run {
  return (world, request) => {
    const current = requireRecord(world, request, kind);
    const list = kind.child?.kind ?? '';
    const children = listAt(current.body, 'properties', list).filter(isObject);
    const known = children.find((other) => isNamed(other, param(request, 'child')));
    const isNew = known === undefined;
    // A name stays as it was first spelled.
    const name = textAt(known, 'name') ?? param(request, 'child');
    const child = storedPlainChild(kind, readPlainChild(kind, name, request.body));
    const next = isNew ? [...children, child] : children.map((other) => (other === known ? child : other));
    const body = withChildren(current.body, list, next);
    requirePlain(kind, body, { id: current.id, current });
    return writePlain(world, request, { kind, id: current.id, body, child: { name, isNew } });
  };
}

export function deletePlainChild(kind: PlainKind): Run {
  return (world, request) => {
    const current = requireRecord(world, request, kind);
    const list = kind.child?.kind ?? '';
    const children = listAt(current.body, 'properties', list).filter(isObject);
    const left = children.filter((child) => !isNamed(child, param(request, 'child')));
    if (left.length === children.length) return { status: 204 };
    const after = {
      ...current,
      body: withChildren(current.body, list, left),
      revision: current.revision + 1,
    };
    requireUnused(world, kind, { before: current, after, now: request.now });
    world.store.resources.put(after);
    return accepted(world, request, current);
  };
}

/** Stores what a PUT says, and begins its operation. */
export function writePlain(
  world: World,
  request: ArmRequest,
  {
    kind,
    id,
    body,
    child,
  }: { kind: PlainKind; id: string; body: JsonObject; child?: { name: string; isNew: boolean } },
): ArmResponse {
  const current = world.store.resources.get(keyOf(id));
  const revision = (current?.revision ?? 0) + 1;
  const fresh: ResourceRecord = { key: keyOf(id), id: current?.id ?? id, type: kind.type, body, revision };
  if (current) requireUnused(world, kind, { before: current, after: fresh, now: request.now });
  const endsAt = request.now + 2 * SECOND;
  const operation = beginNetworkOperation(world, request, { record: fresh, endsAt, kind: 'Write' });
  const record = { ...fresh, operation: operation.key };
  world.store.resources.put(record);
  const view = new PlainView(world, kind, { record, now: request.now });
  return {
    status: (child ? child.isNew : !current) ? 201 : 200,
    headers: {
      'azure-asyncoperation': operationUrl(request, operation),
      'azure-asyncnotification': 'Enabled',
      'retry-after': '3',
    },
    body: child ? view.child(child.name) : view.body(),
  };
}

function accepted(world: World, request: ArmRequest, record: ResourceRecord): ArmResponse {
  const endsAt = request.now + 3 * SECOND;
  return acceptedRemoval(request, beginNetworkOperation(world, request, { record, endsAt, kind: 'Delete' }));
}

function withChildren(body: JsonObject, kind: string, children: JsonObject[]): JsonObject {
  return { ...body, properties: { ...objectAt(body, 'properties'), [kind]: children } };
}

function isNamed(child: JsonObject, name: string): boolean {
  return textAt(child, 'name')?.toLowerCase() === name.toLowerCase();
}

function idOf(request: ArmRequest, kind: PlainKind): string {
  return resourceId(scopeOf(request), kind.type, param(request, 'name'));
}

function find(world: World, request: ArmRequest, kind: PlainKind): ResourceRecord | undefined {
  return world.store.resources.get(keyOf(idOf(request, kind)));
}

export function requireRecord(world: World, request: ArmRequest, kind: PlainKind): ResourceRecord {
  const record = find(world, request, kind);
  if (record) return record;
  throw resourceNotFound(kind.type, param(request, 'name'), param(request, 'resourceGroup'));
}

function viewOf(world: World, request: ArmRequest, kind: PlainKind): PlainView {
  return new PlainView(world, kind, { record: requireRecord(world, request, kind), now: request.now });
}

function childNotFound(request: ArmRequest, kind: PlainKind): ArmError {
  const id = `${idOf(request, kind)}/${kind.child?.kind}/${param(request, 'child')}`;
  return new ArmError(404, 'NotFound', `Resource ${id} not found.`);
}
