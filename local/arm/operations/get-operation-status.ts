import { entityNotFound } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { ok, param, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { OperationRecord } from '../records.ts';
import { regionOf } from '../regions.ts';
import { armTime, reached } from '../times.ts';
import type { World } from '../world.ts';
import { operationUrls } from './async-answers.ts';

/** What the first poll of a running write tells the client to wait, in seconds, as recorded; actions tell nothing. */
const FIRST_POLL_WAITS = [30, 35, 36, 37, 61, 70];

export function getComputeOperation(world: World, request: ArmRequest): ArmResponse {
  const operation = requireOperation(world, request);
  return queryOption(request, 'monitor') === 'true'
    ? monitor(operation, request)
    : status(world, operation, request);
}

function status(world: World, operation: OperationRecord, request: ArmRequest): ArmResponse {
  const { startedAt, endsAt, error, key, output } = operation;
  const startTime = armTime(startedAt);
  if (!reached(endsAt, request.now))
    return ok({ startTime, status: 'InProgress', name: key }, retryAfter(world, operation, request.now));
  const body: JsonObject = {
    startTime,
    endTime: armTime(endsAt),
    status: error ? 'Failed' : 'Succeeded',
    ...(error && { error }),
    ...(output && !error && { properties: { output } }),
    name: key,
  };
  return ok(body);
}

function monitor(operation: OperationRecord, request: ArmRequest): ArmResponse {
  if (!reached(operation.endsAt, request.now))
    return { status: 202, headers: { location: `${request.base}${request.url}` } };
  return { status: operation.monitorStatus, body: operation.output };
}

/** Network operations say less. */
export function getNetworkOperation(world: World, request: ArmRequest): ArmResponse {
  const { endsAt, error } = requireOperation(world, request);
  if (!reached(endsAt, request.now)) return ok({ status: 'InProgress' }, { 'retry-after': '10' });
  return ok(error ? { status: 'Failed', error } : { status: 'Succeeded' });
}

export function getNetworkOperationResult(world: World, request: ArmRequest): ArmResponse {
  const operation = requireOperation(world, request);
  const answer = monitor(operation, request);
  return { ...answer, headers: { ...answer.headers, ...operationUrls(request, operation) } };
}

function requireOperation(world: World, request: ArmRequest): OperationRecord {
  const operation = world.store.operations.get(param(request, 'operation').toLowerCase());
  if (!operation || !isWhereAsked(operation, request)) throw entityNotFound();
  return operation;
}

/** An operation is known to its own subscription and region only. */
function isWhereAsked({ subscription, location }: OperationRecord, request: ArmRequest): boolean {
  return (
    subscription.toLowerCase() === param(request, 'subscription').toLowerCase() &&
    regionOf(location) === regionOf(param(request, 'location'))
  );
}

function retryAfter(world: World, operation: OperationRecord, now: number): Record<string, string> {
  const setting = world.settings.pollRetryAfterSeconds;
  if (setting === 'none') return {};
  if (setting !== 'recorded') return { 'retry-after': String(setting) };
  if (operation.kind !== 'Write' || now > operation.startedAt + 1_000) return {};
  const choice = Math.floor(world.chance.draw(operation.key, 'poll') * FIRST_POLL_WAITS.length);
  return { 'retry-after': String(FIRST_POLL_WAITS[choice]) };
}
