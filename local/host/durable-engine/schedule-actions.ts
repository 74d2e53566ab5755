import { ActionType, schedulerId } from './actions.ts';
import type { Action, NumberedAction } from './actions.ts';
import { EventType, event } from './history-events.ts';
import type { HistoryEvent, RetryMark } from './history-events.ts';
import type { ActivityRecord, EntityRequest, InstanceRecord, OutgoingMessage } from './records.ts';

/** What scheduling produced: events for the history, and what has to go out. */
export interface Scheduled {
  events: HistoryEvent[];
  activities: ActivityRecord[];
  messages: OutgoingMessage[];
  /** Sub-orchestrations to start. */
  children: InstanceRecord[];
}

export interface SchedulingContext {
  instance: InstanceRecord;
  /** Milliseconds since the epoch. */
  now: number;
  /** Next free sequence number. */
  nextNumber: number;
  /** A fresh 32-digit id; taken as an argument because everything here is pure. */
  newId: () => string;
}

export function nothingScheduled(): Scheduled {
  return { events: [], activities: [], messages: [], children: [] };
}

/** Schedules one action of the orchestrator and counts `context.nextNumber` up. */
export function scheduleAction(context: SchedulingContext, numbered: NumberedAction, out: Scheduled): void {
  const { action } = numbered;
  switch (action.actionType) {
    case ActionType.CallActivity:
    case ActionType.CallActivityWithRetry:
      scheduleActivity(context, callOf(action), out);
      break;
    case ActionType.CallSubOrchestrator:
    case ActionType.CallSubOrchestratorWithRetry:
      scheduleChild(context, callOf(action), out);
      break;
    case ActionType.CreateTimer:
      scheduleTimer(context, timerOf(action), out);
      break;
    case ActionType.LockEntities:
      scheduleLock(context, action, out);
      break;
    case ActionType.ReleaseEntities:
      for (const entity of numbered.released ?? []) scheduleRelease(context, entity, out);
      break;
    default:
      scheduleEntityOperation(context, action, out);
  }
}

interface Call {
  name: string;
  input: string | undefined;
  version: string;
  instanceId: string | undefined;
  retry: RetryMark | undefined;
}

function callOf(action: Action): Call {
  const subOrchestration = action.actionType === ActionType.CallSubOrchestrator || action.actionType === 3;
  const name = action.functionName ?? '';
  // Activities get strings already as JSON text from the package; sub-orchestrations get them as they are.
  const input =
    typeof action.input === 'string' && !subOrchestration ? action.input : JSON.stringify(action.input);
  const instanceId = action.instanceId;
  const retry = action.retryOptions && {
    attempt: 1,
    again: false,
    policy: action.retryOptions,
    name,
    input,
    subOrchestration,
    instanceId,
  };
  return { name, input, version: action.version ?? '', instanceId, retry };
}

function scheduleActivity(context: SchedulingContext, call: Call, out: Scheduled): void {
  const id = context.nextNumber++;
  const { instanceId, executionId } = context.instance;
  out.events.push(
    event(EventType.TaskScheduled, context.now, {
      EventId: id,
      Name: call.name,
      Version: '',
      Input: call.input,
      ...(call.retry && { Retry: call.retry }),
    }),
  );
  out.activities.push({ instanceId, executionId, taskId: id, name: call.name, input: call.input ?? null });
}

function scheduleChild(context: SchedulingContext, call: Call, out: Scheduled): void {
  const id = context.nextNumber++;
  const parent = context.instance;
  // The same id on every try of this step, so that a step repeated after a crash starts no second child.
  const childId = call.instanceId || `${parent.executionId}:${id.toString(16)}`;
  out.events.push(
    event(EventType.SubOrchestrationCreated, context.now, {
      EventId: id,
      Name: call.name,
      Version: call.version,
      InstanceId: childId,
      Input: call.input,
      ...(call.retry && { Retry: call.retry }),
    }),
  );
  out.children.push({
    ...newInstance({ instanceId: childId, executionId: context.newId(), name: call.name, now: context.now }),
    version: call.version,
    input: call.input ?? null,
    parentInstanceId: parent.instanceId,
    parentExecutionId: parent.executionId,
    parentTaskId: id,
  });
}

export function newInstance(start: {
  instanceId: string;
  executionId: string;
  name: string;
  now: number;
}): InstanceRecord {
  return {
    instanceId: start.instanceId,
    executionId: start.executionId,
    name: start.name,
    version: '',
    status: 'Pending',
    input: null,
    output: null,
    customStatus: null,
    createdAt: start.now,
    updatedAt: start.now,
    parentInstanceId: null,
    parentExecutionId: null,
    parentTaskId: null,
    historyLength: 0,
  };
}

/** The message that makes a new instance run for the first time. */
export function startMessage(instance: InstanceRecord, now: number): OutgoingMessage {
  return {
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    dueAt: now,
    timerId: null,
    body: event(EventType.ExecutionStarted, now, {
      Name: instance.name,
      Version: instance.version,
      Input: instance.input ?? undefined,
      OrchestrationInstance: { InstanceId: instance.instanceId, ExecutionId: instance.executionId },
    }),
  };
}

function timerOf({ fireAt = '', isCanceled = false }: Action): TimerRequest {
  return { fireAt: Date.parse(fireAt), canceled: isCanceled };
}

export interface TimerRequest {
  fireAt: number;
  canceled: boolean;
  retry?: RetryMark;
}

export function scheduleTimer(context: SchedulingContext, timer: TimerRequest, out: Scheduled): void {
  const id = context.nextNumber++;
  const FireAt = new Date(timer.fireAt).toISOString();
  out.events.push(
    event(EventType.TimerCreated, context.now, {
      EventId: id,
      FireAt,
      ...(timer.retry && { Retry: timer.retry }),
    }),
  );
  if (timer.canceled) return;
  const { instanceId, executionId } = context.instance;
  const body = event(EventType.TimerFired, timer.fireAt, { TimerId: id, FireAt });
  out.messages.push({ instanceId, executionId, dueAt: timer.fireAt, timerId: id, body });
}

/** One more attempt of a retried task. */
export function scheduleAgain(context: SchedulingContext, mark: RetryMark, out: Scheduled): void {
  const retry: RetryMark = { ...mark, again: true };
  const call: Call = { name: mark.name, input: mark.input, version: '', instanceId: mark.instanceId, retry };
  if (mark.subOrchestration) scheduleChild(context, call, out);
  else scheduleActivity(context, call, out);
}

function scheduleEntityOperation(context: SchedulingContext, action: Action, out: Scheduled): void {
  const isSignal = action.actionType === ActionType.SignalEntity;
  const request: OwnRequest = {
    kind: 'operation',
    id: context.newId(),
    isSignal,
    operation: action.operation ?? '',
    input: action.input === undefined ? null : JSON.stringify(action.input),
  };
  sendToEntity(context, { entity: action.instanceId ?? '', request }, out);
}

function scheduleLock(context: SchedulingContext, action: Action, out: Scheduled): void {
  const lockSet = (action.lockSet ?? []).map(schedulerId);
  const request = {
    kind: 'lock' as const,
    id: action.lockRequestId ?? '',
    isSignal: false,
    operation: 'lock',
  };
  const lock: OwnRequest = { ...request, input: null, lockSet, position: 0 };
  sendToEntity(context, { entity: lockSet[0] ?? '', request: lock }, out);
}

export function scheduleRelease(context: SchedulingContext, entity: string, out: Scheduled): void {
  const request: OwnRequest = {
    kind: 'release',
    id: context.newId(),
    isSignal: true,
    operation: 'release',
    input: null,
  };
  sendToEntity(context, { entity, request }, out);
}

type OwnRequest = Omit<EntityRequest, 'parentInstanceId' | 'parentExecutionId'>;

function sendToEntity(
  context: SchedulingContext,
  { entity, request: own }: { entity: string; request: OwnRequest },
  out: Scheduled,
): void {
  const request: EntityRequest = {
    ...own,
    parentInstanceId: context.instance.instanceId,
    parentExecutionId: context.instance.executionId,
  };
  // The package finds the request's id in `Input` and waits for an event of that name.
  out.events.push(
    event(EventType.EventSent, context.now, {
      EventId: context.nextNumber++,
      Name: own.kind === 'operation' ? 'op' : own.kind,
      InstanceId: entity,
      Input: JSON.stringify(request),
    }),
  );
  out.messages.push({
    instanceId: entity,
    executionId: null,
    dueAt: context.now,
    timerId: null,
    body: request,
  });
}
