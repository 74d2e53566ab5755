import { raiseEvent } from '../events/raise-event.ts';
import type { ResourceChange } from '../events/resource-event.ts';
import type { OperationRecord } from '../records.ts';
import type { World } from '../world.ts';

/** What asked for an operation: the request that carries its id, or the platform itself. */
export interface Cause {
  /** Operation id, also x-ms-request-id. */
  id: string;
  method: string;
  url: string;
  now: number;
}

export interface Beginning {
  cause: Cause;
  provider: OperationRecord['provider'];
  subscription: string;
  resourceGroup: string;
  location: string;
  target: string;
  endsAt: number;
  error?: { code: string; message: string };
  monitorStatus?: number;
  output?: OperationRecord['output'];
  /** Told to the event endpoints when the operation ends. */
  change: Pick<ResourceChange, 'kind' | 'resourceUri' | 'operationName'>;
}

const KEPT_FOR = 24 * 3_600_000;

/** Stores a long-running operation and the event of its end. */
export function beginOperation(world: World, beginning: Beginning): OperationRecord {
  const { cause, provider, subscription, location, target, endsAt, error, output } = beginning;
  forgetOld(world, cause.now);
  const operation: OperationRecord = {
    key: cause.id,
    provider,
    subscription,
    location,
    target,
    startedAt: cause.now,
    endsAt,
    kind: beginning.change.kind,
    monitorStatus: beginning.monitorStatus ?? 200,
    ...(error && { error }),
    ...(output && { output }),
  };
  world.store.operations.put(operation);
  raiseEvent(world, {
    ...changeOf(beginning),
    outcome: error ? 'Failure' : 'Success',
    at: endsAt,
    operation: cause.id,
  });
  return operation;
}

/** A newer write on the same resource ends a running one. */
export function preempt(world: World, key: string, cause: Cause): void {
  const operation = world.store.operations.get(key);
  if (!operation || operation.endsAt <= cause.now) return;
  world.store.operations.put({
    ...operation,
    endsAt: cause.now,
    error: {
      code: 'OperationPreempted',
      message: 'Operation execution has been preempted by a more recent operation.',
    },
  });
  for (const delivery of [...world.store.deliveries.values()])
    if (delivery.operation === key) world.store.deliveries.delete(delivery.key);
}

function changeOf({
  change,
  cause,
  subscription,
  resourceGroup,
}: Beginning): Omit<ResourceChange, 'outcome' | 'at'> {
  return { ...change, subscription, resourceGroup, http: { method: cause.method, url: cause.url } };
}

/** Records are in order of their beginning, so the old ones come first. */
function forgetOld(world: World, now: number): void {
  for (const operation of world.store.operations.values()) {
    if (operation.endsAt > now - KEPT_FOR) return;
    world.store.operations.delete(operation.key);
  }
}
