import { ArmError } from '../errors.ts';
import type { ArmRequest, ArmResponse } from '../http/messages.ts';
import { keyOf } from '../ids.ts';
import { objectAt, sameJson, textAt, type JsonObject } from '../json.ts';
import { movesPrivateFrontends, withFrontendAddresses } from '../network/frontend-addresses.ts';
import { childrenOf, type ChildKind } from '../network/load-balancer-children.ts';
import { letGoOfBalancer } from '../network/let-go.ts';
import type { OperationRecord } from '../records.ts';
import type { ResourceRecord } from '../store/store.ts';
import { SECOND } from '../times.ts';
import { LoadBalancerView } from '../views/load-balancer-view.ts';
import type { World } from '../world.ts';
import { operationUrl } from './async-answers.ts';
import { acceptedRemoval, beginNetworkOperation } from './network-operation.ts';

const TYPE = 'Microsoft.Network/loadBalancers';

interface LoadBalancerWrite {
  current: ResourceRecord | undefined;
  id: string;
  body: JsonObject;
  /** The child that was written, when it was not the whole. */
  child?: { kind: ChildKind; name: string; isNew: boolean };
  /** A child was deleted. */
  removed?: boolean;
}

/** Stores the new body; the operation takes time only when machines have to be told. */
export function writeLoadBalancer(world: World, request: ArmRequest, write: LoadBalancerWrite): ArmResponse {
  const { current, id } = write;
  requireEtag(world, request, current);
  const others = world.store.resources.group(TYPE);
  const body = withFrontendAddresses(write.body, { current, others });
  supersede(world, current, request.now);
  const next: ResourceRecord = {
    key: keyOf(id),
    id,
    type: TYPE,
    body,
    revision: (current?.revision ?? 0) + 1,
  };
  const takesTime = needsTime(world, { next, now: request.now, write });
  const seconds = takesTime ? world.chance.between([2, 10], request.id) : 0;
  const operation = beginNetworkOperation(world, request, {
    record: next,
    endsAt: request.now + Math.round(seconds * SECOND),
    kind: 'Write',
  });
  const record = { ...next, operation: operation.key };
  world.store.resources.put(record);
  letGoOfBalancer(world, id, body);
  return write.removed
    ? acceptedRemoval(request, operation)
    : written(world, request, { record, operation, write });
}

/** Gone at once for readers; the operation reports it a little later. */
export function removeLoadBalancer(world: World, request: ArmRequest, record: ResourceRecord): ArmResponse {
  const endsAt = request.now + Math.round(world.chance.between([1, 5], request.id) * SECOND);
  const operation = beginNetworkOperation(world, request, { record, endsAt, kind: 'Delete' });
  world.store.resources.delete(record.key);
  letGoOfBalancer(world, record.id, undefined);
  return acceptedRemoval(request, operation);
}

function written(
  world: World,
  request: ArmRequest,
  {
    record,
    operation,
    write,
  }: { record: ResourceRecord; operation: OperationRecord; write: LoadBalancerWrite },
): ArmResponse {
  const view = new LoadBalancerView(world, record, request.now);
  const isNew = write.child ? write.child.isNew : write.current === undefined;
  return {
    status: isNew ? 201 : 200,
    headers: {
      'azure-asyncoperation': operationUrl(request, operation),
      'azure-asyncnotification': 'Enabled',
      // What is over at once needs no waiting for.
      ...(operation.endsAt > request.now && { 'retry-after': '10' }),
    },
    body: write.child ? view.child(write.child.kind, write.child.name) : view.body(),
  };
}

/** A write takes time when machines, gateways or other regions have to be told, or a subnet is asked for an address. */
function needsTime(
  world: World,
  { next, now, write }: { next: ResourceRecord; now: number; write: LoadBalancerWrite },
): boolean {
  const { current, child } = write;
  const { name, tier } = objectAt(next.body, 'sku');
  if (name === 'Gateway' || tier === 'Global') return true;
  if (child?.kind === 'backendAddressPools' && name !== 'Basic') return true;
  return (
    movesPrivateFrontends(next.body, current?.body) ||
    changesAddresses(next.body, current?.body) ||
    hasMembers(world, next, now)
  );
}

/** Whether the addresses that pools are given by IP differ. */
function changesAddresses(next: JsonObject, before: JsonObject | undefined): boolean {
  const pools = childrenOf(next, 'backendAddressPools');
  const former = before ? childrenOf(before, 'backendAddressPools') : [];
  const given = [...pools, ...former].some(
    (pool) => textAt(pool, 'properties', 'loadBalancerBackendAddresses', 0, 'name') !== undefined,
  );
  return given && !sameJson(pools, former);
}

function hasMembers(world: World, record: ResourceRecord, now: number): boolean {
  const view = new LoadBalancerView(world, record, now);
  return childrenOf(record.body, 'backendAddressPools').some((pool) =>
    view.hasMembers(textAt(pool, 'name') ?? ''),
  );
}

function requireEtag(world: World, request: ArmRequest, current: ResourceRecord | undefined): void {
  const expected = request.headers['if-match'];
  if (expected === undefined || expected === '*' || !current) return;
  const { etag } = new LoadBalancerView(world, current, request.now);
  if (etag === expected) return;
  throw new ArmError(412, 'PreconditionFailed', 'Precondition failed.').with({
    details: [
      {
        code: 'PreconditionFailedEtagMismatch',
        message: `Etag provided in if-match header ${expected} does not match etag ${etag} of resource ${current.id} in NRP data store.`,
      },
    ],
  });
}

/** A newer write cancels the one still running. */
function supersede(world: World, current: ResourceRecord | undefined, now: number): void {
  const running = world.store.operations.get(current?.operation ?? '');
  if (!running || running.endsAt <= now) return;
  world.store.operations.put({
    ...running,
    endsAt: now,
    error: {
      code: 'CanceledAndSupersededDueToAnotherOperation',
      message: 'Operation was canceled and superseded by another operation.',
    },
  });
}
