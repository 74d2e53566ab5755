import { readTagsOnly, requireSamePlace } from './write-body.ts';
import { ArmError, resourceNotFound } from '../errors.ts';
import { apiVersion, ok, param, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import { keyOf, resourceId, scopeOf } from '../ids.ts';
import { objectAt, textAt, type JsonObject } from '../json.ts';
import {
  childrenOf,
  storedChild,
  storedLoadBalancer,
  type ChildKind,
} from '../network/load-balancer-children.ts';
import { NETWORK } from '../members/refusals.ts';
import { requireBalancerUnused, requireChildrenUnused } from '../network/balancer-use.ts';
import { LoadBalancerView } from '../views/load-balancer-view.ts';
import { requireRegion } from '../regions.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';
import { writeLoadBalancer, removeLoadBalancer } from './load-balancer-writes.ts';
import {
  readChild,
  readLoadBalancer,
  requireOwnReferences,
  requireValidBalancer,
} from './load-balancer-checks.ts';

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
  const read = readLoadBalancer(body);
  const current = findLoadBalancer(world, request);
  requireSamePlace(current, location);
  const id = current?.id ?? resourceId(scopeOf(request), LOAD_BALANCERS, param(request, 'loadBalancer'));
  // Old versions know of no tier: whoever asks by them leaves it alone.
  const tier = textAt(current?.body, 'sku', 'tier');
  const sku = { ...(tier !== undefined && { tier }), ...objectAt(read, 'sku') };
  const stored = storedLoadBalancer({ ...read, location, sku }, apiVersion(request));
  requireValidBalancer(world, { id, body: stored, current });
  if (current) requireChildrenUnused(world, { current, body: stored, now: request.now });
  return writeLoadBalancer(world, request, { current, id, body: stored });
}

/** PATCH changes tags only. */
export function patchLoadBalancer(world: World, request: ArmRequest): ArmResponse {
  const current = requireLoadBalancer(world, request);
  const body = { ...current.body, tags: readTagsOnly(request.body, NETWORK) ?? {} };
  const record = { ...current, body, revision: current.revision + 1 };
  world.store.resources.put(record);
  return ok(new LoadBalancerView(world, record, request.now).body());
}

export function deleteLoadBalancer(world: World, request: ArmRequest): ArmResponse {
  const current = findLoadBalancer(world, request);
  if (!current) return { status: 204 };
  requireBalancerUnused(world, current, request.now);
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
    const children = childrenOf(current.body, kind);
    const known = children.find((other) => isNamed(other, param(request, 'child')));
    const isNew = known === undefined;
    // A name stays as it was first spelled.
    const name = textAt(known, 'name') ?? param(request, 'child');
    const read = readChild(kind, name, request.body);
    const child = storedChild(kind, read, { version: apiVersion(request) });
    const body = withChildren(
      current.body,
      kind,
      isNew ? [...children, child] : replaced(current.body, { kind, child }),
    );
    requireValidBalancer(world, { id: current.id, body, current });
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
    requireChildrenUnused(world, { current, body, now: request.now });
    requireOwnReferences(current.id, body);
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
