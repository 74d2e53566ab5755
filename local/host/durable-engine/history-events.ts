/** Event numbers of the Durable Task history, as `durable-functions` reads them. */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationCreated: 7,
  SubOrchestrationCompleted: 8,
  SubOrchestrationFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ContinueAsNew: 16,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

/** How often and how fast a failed task is tried again; times in milliseconds. */
export interface RetryPolicy {
  firstRetryIntervalInMilliseconds: number;
  maxNumberOfAttempts: number;
  backoffCoefficient?: number;
  maxRetryIntervalInMilliseconds?: number;
  retryTimeoutInMilliseconds?: number;
}

/** Marks the events that belong to one retried task: which attempt they are, counted from 1. */
export interface RetryMark {
  attempt: number;
  /** True for what the host scheduled by itself: further attempts and the timers between them. */
  again: boolean;
  policy: RetryPolicy;
  name: string;
  input: string | undefined;
  subOrchestration: boolean;
  instanceId: string | undefined;
}

/**
 * One event of an orchestration's history, and equally one message to it. Property names are those of the wire.
 * `EventId` numbers what the orchestrator scheduled and is -1 on everything else.
 */
export interface HistoryEvent {
  EventType: number;
  EventId: number;
  IsPlayed: boolean;
  Timestamp: string;
  Name?: string;
  Version?: string;
  Input?: string | undefined;
  Result?: string | undefined;
  Reason?: string;
  Details?: string;
  FailureDetails?: unknown;
  TaskScheduledId?: number;
  TimerId?: number;
  FireAt?: string;
  InstanceId?: string;
  OrchestrationStatus?: string;
  OrchestrationInstance?: { InstanceId: string; ExecutionId: string };
  Retry?: RetryMark;
}

/** Creates an event; `at` is milliseconds since the epoch. */
export function event(type: number, at: number, rest: Partial<HistoryEvent> = {}): HistoryEvent {
  return { EventType: type, EventId: -1, IsPlayed: false, Timestamp: new Date(at).toISOString(), ...rest };
}

const CREATED: ReadonlySet<number> = new Set([
  EventType.TaskScheduled,
  EventType.SubOrchestrationCreated,
  EventType.TimerCreated,
  EventType.EventSent,
]);

/** True for an event that took one of the orchestrator's sequence numbers. */
export function takesNumber(candidate: HistoryEvent): boolean {
  return CREATED.has(candidate.EventType);
}
