import { EventType } from './history-events.ts';
import type { HistoryEvent, RetryMark } from './history-events.ts';
import type { InstanceRecord, StoredMessage } from './records.ts';

/** What of the waiting messages one episode takes. */
export interface Delivery {
  /** In the order in which the orchestrator shall see them; each with the id of its message. */
  events: { event: HistoryEvent; messageId: number }[];
  /** Messages that are consumed without being delivered: they are for an earlier execution. */
  stale: number[];
  /** The instance ends here with this reason; nothing else of it matters any more. */
  terminated: { reason: string; messageId: number } | undefined;
  suspended: boolean;
}

/**
 * Chooses what to deliver. An event that makes the host schedule a further attempt or its timer is the last of its
 * episode: the package numbers that attempt right at the event, so nothing may come after it that takes a number too.
 */
export function deliver(
  instance: InstanceRecord,
  past: readonly HistoryEvent[],
  messages: readonly StoredMessage[],
): Delivery {
  const delivery: Delivery = {
    events: [],
    stale: [],
    terminated: undefined,
    suspended: instance.status === 'Suspended',
  };
  const retried = retriedNumbers(past);
  for (const message of startFirst(messages)) {
    if (message.executionId !== null && message.executionId !== instance.executionId)
      delivery.stale.push(message.id);
    else if (take(delivery, message, retried) === 'last') break;
  }
  return delivery;
}

/** Events can be older than the start they wait for: those carried over to a new execution. */
function startFirst(messages: readonly StoredMessage[]): StoredMessage[] {
  const isStart = (message: StoredMessage) => eventOf(message).EventType === EventType.ExecutionStarted;
  return [...messages.filter(isStart), ...messages.filter((message) => !isStart(message))];
}

function take(
  delivery: Delivery,
  message: StoredMessage,
  retried: ReadonlyMap<number, RetryMark>,
): 'last' | 'more' {
  const event = eventOf(message);
  if (event.EventType === EventType.ExecutionTerminated) {
    delivery.terminated = { reason: event.Input ?? '', messageId: message.id };
    return 'last';
  }
  if (event.EventType === EventType.ExecutionResumed) delivery.suspended = false;
  else if (delivery.suspended) return 'more'; // It stays in the inbox until the instance is resumed.
  if (event.EventType === EventType.ExecutionSuspended) delivery.suspended = true;
  delivery.events.push({ event, messageId: message.id });
  return leadsToAttempt(event, retried) ? 'last' : 'more';
}

function eventOf(message: StoredMessage): HistoryEvent {
  return message.body as HistoryEvent;
}

/** What belongs to a retried task, by sequence number. */
export function retriedNumbers(past: readonly HistoryEvent[]): Map<number, RetryMark> {
  const retried = new Map<number, RetryMark>();
  for (const event of past) if (event.Retry) retried.set(event.EventId, event.Retry);
  return retried;
}

export function isFailure(event: HistoryEvent): boolean {
  return event.EventType === EventType.TaskFailed || event.EventType === EventType.SubOrchestrationFailed;
}

function leadsToAttempt(event: HistoryEvent, retried: ReadonlyMap<number, RetryMark>): boolean {
  if (isFailure(event)) return retried.has(event.TaskScheduledId ?? -1);
  return event.EventType === EventType.TimerFired && retried.has(event.TimerId ?? -1);
}
