import { ArmError, invalidParameter, resourceNotFound } from '../errors.ts';
import { apiVersion, ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { isObject, textAt, type JsonObject } from '../json.ts';
import {
  CHILDREN,
  childrenOf,
  storedChild,
  storedLoadBalancer,
  type ChildKind,
} from '../network/load-balancer-children.ts';
import { LoadBalancerView } from '../views/load-balancer-view.ts';
import { requireRegion } from '../regions.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { writeLoadBalancer, removeLoadBalancer } from './load-balancer-writes.ts';
import { requireObject } from './write-body.ts';

export const LOAD_BALANCERS = 'Microsoft.Network/loadBalancers';

export function getLoadBalancer(world: World, request: ArmRequest): ArmResponse {
  const view = viewOf(world, request);
  return ok(view.body(), { etag: view.etag });
}

export function listLoadBalancers(world: World, request: ArmRequest): ArmResponse {
  const prefix = `/subscriptions/${param(request, 'subscription')}/resourcegroups/`.toLowerCase();
  const { resourceGroup } = request.params;
  const scope = resourceGroup === undefined ? prefix : `${prefix}${resourceGroup.toLowerCase()}/`;
  const found = [...world.store.resources.group(LOAD_BALANCERS)].filter(({ key }) => key.startsWith(scope));
  return ok({ value: found.map((record) => new LoadBalancerView(world, record, request.now).body()) });
}

/** PUT replaces the whole object: children left out are gone. */
export function putLoadBalancer(world: World, request: ArmRequest): ArmResponse {
  const { body } = request;
  if (typeof body.location !== 'string')
    throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.');
  const location = requireRegion(body.location, LOAD_BALANCERS);
  requireObject(body.properties, 'properties');
  for (const kind of CHILDREN) requireNames(body, kind);
  const current = findLoadBalancer(world, request);
  const id = current?.id ?? resourceId(scopeOf(request), LOAD_BALANCERS, param(request, 'loadBalancer'));
  const stored = checked(storedLoadBalancer({ ...body, location }, apiVersion(request)), id);
  return writeLoadBalancer(world, request, { current, id, body: stored });
}

/** PATCH changes tags only. */
export function patchLoadBalancer(world: World, request: ArmRequest): ArmResponse {
  const current = requireLoadBalancer(world, request);
  requireObject(request.body.tags, 'tags');
  const body = { ...current.body, tags: isObject(request.body.tags) ? request.body.tags : {} };
  const record = { ...current, body, revision: current.revision + 1 };
  world.store.resources.put(record);
  return ok(new LoadBalancerView(world, record, request.now).body());
}

export function deleteLoadBalancer(world: World, request: ArmRequest): ArmResponse {
  const current = findLoadBalancer(world, request);
  if (!current) return { status: 204 };
  const view = new LoadBalancerView(world, current, request.now);
  const used = childrenOf(current.body, 'backendAddressPools').find(
    (pool) => view.members(textAt(pool, 'name') ?? '').length > 0,
  );
  if (used) throw inUse(current, textAt(used, 'name') ?? '');
  return removeLoadBalancer(world, request, current);
}

/** The children of one kind. */
export function listChildren(kind: ChildKind) {
  return (world: World, request: ArmRequest): ArmResponse =>
    ok({ value: viewOf(world, request).children(kind) });
}

export function getChild(kind: ChildKind) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const child = viewOf(world, request).child(kind, param(request, 'child'));
    if (!child) throw childNotFound(request, kind);
    return ok(child, { etag: String(child.etag) });
  };
}

/** PUT of one child leaves the others alone. */
export function putChild(kind: ChildKind) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const current = requireLoadBalancer(world, request);
    const name = param(request, 'child');
    requireObject(request.body.properties, 'properties');
    const others = childrenOf(current.body, kind).filter((child) => !isNamed(child, name));
    const isNew = others.length === childrenOf(current.body, kind).length;
    const child = storedChild(kind, { ...request.body, name }, { version: apiVersion(request) });
    const body = withChildren(
      current.body,
      kind,
      isNew ? [...others, child] : replaced(current.body, { kind, child }),
    );
    return writeLoadBalancer(world, request, { current, id: current.id, body, child: { kind, name, isNew } });
  };
}

export function deleteChild(kind: ChildKind) {
  return (world: World, request: ArmRequest): ArmResponse => {
    const current = requireLoadBalancer(world, request);
    const name = param(request, 'child');
    const children = childrenOf(current.body, kind);
    const others = children.filter((child) => !isNamed(child, name));
    if (others.length === children.length) return { status: 204 };
    const body = withChildren(current.body, kind, others);
    checked(body, current.id);
    return writeLoadBalancer(world, request, { current, id: current.id, body, removed: true });
  };
}

function replaced(body: JsonObject, { kind, child }: { kind: ChildKind; child: JsonObject }): JsonObject[] {
  return childrenOf(body, kind).map((other) => (isNamed(other, String(child.name)) ? child : other));
}

function withChildren(body: JsonObject, kind: ChildKind, children: JsonObject[]): JsonObject {
  return { ...body, properties: { ...(body.properties as JsonObject), [kind]: children } };
}

function isNamed(child: JsonObject, name: string): boolean {
  return textAt(child, 'name')?.toLowerCase() === name.toLowerCase();
}

function requireNames(body: JsonObject, kind: ChildKind): void {
  const children = isObject(body.properties) ? body.properties[kind] : undefined;
  if (children === undefined || children === null) return;
  if (Array.isArray(children) && children.every((child) => textAt(child, 'name') !== undefined)) return;
  throw invalidParameter(`The ${kind} of a load balancer must be a list of named objects.`, kind);
}

/** Every reference to a child of the same load balancer must lead somewhere. */
function checked(body: JsonObject, id: string): JsonObject {
  const known = new Set(
    CHILDREN.flatMap((kind) =>
      childrenOf(body, kind).map((child) => `${id}/${kind}/${String(child.name)}`.toLowerCase()),
    ),
  );
  for (const reference of referencesIn(body))
    if (reference.startsWith(`${id.toLowerCase()}/`) && !known.has(reference))
      throw invalidReference(reference);
  return body;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    name === 'id' && typeof part === 'string' ? [part.toLowerCase()] : referencesIn(part),
  );
}

function invalidReference(reference: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceReference',
    `Resource ${reference} referenced by the load balancer was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  ).with({ details: [] });
}

function inUse(record: ResourceRecord, pool: string): ArmError {
  return new ArmError(
    400,
    'InUseBackendAddressPoolCannotBeDeleted',
    `Backend address pool ${record.id}/backendAddressPools/${pool} is in use and cannot be deleted.`,
  ).with({ details: [] });
}

function childNotFound(request: ArmRequest, kind: ChildKind): ArmError {
  const name = param(request, 'child');
  return new ArmError(404, 'NotFound', `Resource ${kind}/${name} not found.`).with({ details: [] });
}

export function viewOf(world: World, request: ArmRequest): LoadBalancerView {
  return new LoadBalancerView(world, requireLoadBalancer(world, request), request.now);
}

export function requireLoadBalancer(world: World, request: ArmRequest): ResourceRecord {
  const found = findLoadBalancer(world, request);
  if (found) return found;
  throw resourceNotFound(LOAD_BALANCERS, param(request, 'loadBalancer'), param(request, 'resourceGroup'));
}

function findLoadBalancer(world: World, request: ArmRequest): ResourceRecord | undefined {
  const id = resourceId(scopeOf(request), LOAD_BALANCERS, param(request, 'loadBalancer'));
  return world.store.resources.get(keyOf(id));
}
