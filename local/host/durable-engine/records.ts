import type { HistoryEvent } from './history-events.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

/** One orchestration instance; payloads are JSON texts, times milliseconds since the epoch. */
export interface InstanceRecord {
  instanceId: string;
  executionId: string;
  name: string;
  version: string;
  status: RuntimeStatus;
  input: string | null;
  output: string | null;
  customStatus: string | null;
  createdAt: number;
  updatedAt: number;
  parentInstanceId: string | null;
  parentExecutionId: string | null;
  parentTaskId: number | null;
  /** Number of history events stored. */
  historyLength: number;
}

/** One request to an entity, or what a lock needs. */
export interface EntityRequest {
  kind: 'operation' | 'lock' | 'release';
  id: string;
  parentInstanceId: string | null;
  parentExecutionId: string | null;
  isSignal: boolean;
  operation: string;
  /** JSON text. */
  input: string | null;
  /** For locks: all entities in the order of locking, and how many are locked already. */
  lockSet?: string[];
  position?: number;
}

export interface EntityRecord {
  entityId: string;
  exists: boolean;
  /** JSON text. */
  state: string | null;
  lockedBy: string | null;
  /** Requests that wait for the lock to be released. */
  queue: EntityRequest[];
  updatedAt: number;
}

/** A message on its way: to an orchestration a history event, to an entity a request. */
export interface OutgoingMessage {
  instanceId: string;
  /** Delivered only to this execution of the orchestration; null to whichever runs. */
  executionId: string | null;
  /** Not delivered before. */
  dueAt: number;
  /** Number of the durable timer, so that it can be cancelled. */
  timerId: number | null;
  body: HistoryEvent | EntityRequest;
}

export interface StoredMessage extends OutgoingMessage {
  id: number;
}

export interface ActivityRecord {
  instanceId: string;
  executionId: string;
  taskId: number;
  name: string;
  /** What the orchestrator passed, as text for the function's input; null for nothing. */
  input: string | null;
}

export interface StoredActivity extends ActivityRecord {
  id: number;
}

/** Everything that one step makes durable, in one transaction. */
export interface Change {
  /** For people who follow the steps: what happened to whom. */
  detail: string;
  consumed?: number[];
  doneActivity?: number;
  /** New instances; they replace instances of the same id together with their history and messages. */
  created?: InstanceRecord[];
  instance?: InstanceRecord;
  history?: { instanceId: string; from: number; events: HistoryEvent[] };
  /** Takes back all that waits for this instance: everything, or only what is for one execution. */
  dropMessages?: { instanceId: string; executionId: string | null };
  canceledTimers?: { instanceId: string; timerIds: number[] };
  activities?: ActivityRecord[];
  messages?: OutgoingMessage[];
  entity?: EntityRecord;
  purged?: string[];
}

const TERMINAL: ReadonlySet<RuntimeStatus> = new Set<RuntimeStatus>(['Completed', 'Failed', 'Terminated']);

export function isTerminal(status: RuntimeStatus): boolean {
  return TERMINAL.has(status);
}

/** Entities are addressed as instances whose id starts with `@`. */
export function isEntityId(instanceId: string): boolean {
  return instanceId.startsWith('@');
}
