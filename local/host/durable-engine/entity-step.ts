import { EventType, event } from './history-events.ts';
import type { EntityRecord, EntityRequest, OutgoingMessage } from './records.ts';

/** What an entity function answers for a batch of operations. */
export interface EntityBatchResult {
  entityExists: boolean;
  entityState?: string | null;
  results: { isError: boolean; result?: string | null }[];
  signals: { target: { name: string; key: string }; name: string; input: string }[];
}

export interface EntityPlan {
  /** Operations to run now, in order. */
  batch: EntityRequest[];
  /** A lock that is granted after the batch. */
  lock: EntityRequest | undefined;
  lockedBy: string | null;
  /** What stays waiting. */
  queue: EntityRequest[];
}

/**
 * Chooses what an entity does with its requests: everything in order up to a lock; while locked only what the holder
 * sends. What comes after a granted lock waits. Pure.
 */
export function planEntity(entity: EntityRecord, incoming: readonly EntityRequest[]): EntityPlan {
  const plan: EntityPlan = { batch: [], lock: undefined, lockedBy: entity.lockedBy, queue: [] };
  const requests = [...entity.queue, ...incoming];
  const release = requests.findIndex(
    ({ kind, parentInstanceId }) => kind === 'release' && parentInstanceId === entity.lockedBy,
  );
  if (release < 0) admit(plan, withoutReleases(requests));
  else {
    // What the holder sent before its release runs first; whoever waited longer than the rest comes next.
    const before = requests.slice(0, release).filter((one) => one.parentInstanceId === entity.lockedBy);
    admit(plan, before);
    plan.lockedBy = null;
    admit(plan, withoutReleases(requests.filter((one) => !before.includes(one))));
  }
  return plan;
}

/** The release that counts has been taken out; any other is of somebody who does not hold the lock. */
function withoutReleases(requests: readonly EntityRequest[]): EntityRequest[] {
  return requests.filter(({ kind }) => kind !== 'release');
}

function admit(plan: EntityPlan, requests: readonly EntityRequest[]): void {
  for (const request of requests) {
    const mayEnter = plan.lockedBy === null || request.parentInstanceId === plan.lockedBy;
    if (!mayEnter || plan.lock) plan.queue.push(request);
    else if (request.kind === 'lock') {
      plan.lock = request;
      plan.lockedBy = request.parentInstanceId;
    } else plan.batch.push(request);
  }
}

export interface EntityOutcome {
  entity: EntityRecord;
  messages: OutgoingMessage[];
}

/** What follows from a batch: answers, signals, the next step of a lock, and the entity's new record. Pure. */
export function finishEntity(
  entity: EntityRecord,
  plan: EntityPlan,
  ran: { result: EntityBatchResult | undefined; now: number; newId: () => string },
): EntityOutcome {
  const { result, now } = ran;
  const exists = result ? result.entityExists : entity.exists;
  const state = result ? (result.entityState ?? null) : entity.state;
  const record = { ...entity, exists, state: exists ? state : null };
  const answers = plan.batch.flatMap((request, index) => answer(request, result?.results[index], now));
  const signals = (result?.signals ?? []).map((signal) =>
    toEntity(`@${signal.target.name.toLowerCase()}@${signal.target.key}`, now, {
      kind: 'operation',
      id: ran.newId(),
      parentInstanceId: entity.entityId,
      parentExecutionId: null,
      isSignal: true,
      operation: signal.name,
      input: signal.input === '' ? null : signal.input,
    }),
  );
  return {
    entity: { ...record, lockedBy: plan.lockedBy, queue: plan.queue, updatedAt: now },
    messages: [...answers, ...signals, ...passOnLock(plan.lock, now)],
  };
}

function answer(
  request: EntityRequest,
  result: EntityBatchResult['results'][number] | undefined,
  now: number,
): OutgoingMessage[] {
  if (request.isSignal) return [];
  return [
    toCaller(request, now, {
      result: result?.result ?? null,
      ...(result?.isError !== false && { exceptionType: 'Error' }),
    }),
  ];
}

/** A lock goes from entity to entity in its order; the last one tells the orchestration. */
function passOnLock(lock: EntityRequest | undefined, now: number): OutgoingMessage[] {
  if (!lock) return [];
  const position = (lock.position ?? 0) + 1;
  const next = lock.lockSet?.[position];
  if (next !== undefined) return [toEntity(next, now, { ...lock, position })];
  return [toCaller(lock, now, { result: null })];
}

function toEntity(instanceId: string, now: number, body: EntityRequest): OutgoingMessage {
  return { instanceId, executionId: null, dueAt: now, timerId: null, body };
}

function toCaller(request: EntityRequest, now: number, response: unknown): OutgoingMessage {
  return {
    instanceId: request.parentInstanceId ?? '',
    executionId: request.parentExecutionId,
    dueAt: now,
    timerId: null,
    body: event(EventType.EventRaised, now, { Name: request.id, Input: JSON.stringify(response) }),
  };
}
