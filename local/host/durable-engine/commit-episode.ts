import type { Decision } from './decide.ts';
import type { FailureText } from './failure-text.ts';
import { EventType, event } from './history-events.ts';
import type { HistoryEvent } from './history-events.ts';
import { isTerminal } from './records.ts';
import type { Change, InstanceRecord, OutgoingMessage, RuntimeStatus } from './records.ts';
import { startMessage } from './schedule-actions.ts';

export interface EpisodeStep {
  instance: InstanceRecord;
  delivered: readonly HistoryEvent[];
  consumed: number[];
  suspended: boolean;
  decision: Decision;
  now: number;
  newId: () => string;
  /** Reads another instance, to see whether a sub-orchestration's id is taken. */
  lookUp: (instanceId: string) => InstanceRecord | undefined;
}

/** Turns a decision into the one change that makes it durable. Pure but for `lookUp`. */
export function episodeChange(step: EpisodeStep): Change {
  const { instance, decision, now } = step;
  const children = startChildren(step);
  const messages = [...decision.messages, ...children.messages];
  const base: Change = {
    detail: `${instance.name} ${instance.instanceId}: ${decision.end?.kind ?? 'waiting'}`,
    consumed: step.consumed,
    created: children.started,
    canceledTimers: { instanceId: instance.instanceId, timerIds: decision.canceledTimers },
    activities: decision.activities,
    messages,
  };
  const customStatus = decision.customStatus ?? instance.customStatus;
  const next: InstanceRecord = {
    ...instance,
    status: step.suspended ? 'Suspended' : 'Running',
    customStatus,
    updatedAt: now,
  };
  if (decision.end?.kind === 'continueAsNew') return continueAsNew({ ...step, instance: next }, base);
  const events = [
    ...step.delivered,
    ...decision.events,
    ...endEvents(decision, now),
    event(EventType.OrchestratorCompleted, now),
  ];
  const history = { instanceId: instance.instanceId, from: instance.historyLength, events };
  const saved = { ...next, historyLength: instance.historyLength + events.length };
  const end = decision.end;
  if (!end) return { ...base, history, instance: saved };
  const outcome: Outcome =
    end.kind === 'completed'
      ? { status: 'Completed', output: end.output }
      : { status: 'Failed', output: JSON.stringify(end.failure.reason), failure: end.failure };
  const finished = finish(saved, outcome, now);
  return {
    ...base,
    history,
    ...finished,
    messages: [...notToSelf(instance, messages), ...finished.messages],
  };
}

/** Timers of an execution that is over would only wake the host for nothing. */
function notToSelf(self: InstanceRecord, messages: readonly OutgoingMessage[]): OutgoingMessage[] {
  return messages.filter((message) => message.instanceId !== self.instanceId);
}

interface Outcome {
  status: RuntimeStatus;
  /** JSON text. */
  output: string;
  failure?: FailureText;
}

/** The end of an instance: its last record, the word to its parent, and nothing left waiting for it. */
export function finish(
  instance: InstanceRecord,
  outcome: Outcome,
  now: number,
): {
  instance: InstanceRecord;
  messages: OutgoingMessage[];
  dropMessages: NonNullable<Change['dropMessages']>;
} {
  return {
    instance: { ...instance, status: outcome.status, output: outcome.output, updatedAt: now },
    messages: wordToParent(instance, outcome, now),
    dropMessages: { instanceId: instance.instanceId, executionId: null },
  };
}

/** Ends an instance from outside. Its sub-orchestrations and running activities are left alone, as on Azure. */
export function terminationChange(
  instance: InstanceRecord,
  terminated: { reason: string; messageId: number },
  now: number,
): Change {
  const { reason } = terminated;
  const events = [
    event(EventType.ExecutionTerminated, now, { Input: reason }),
    event(EventType.ExecutionCompleted, now, { OrchestrationStatus: 'Terminated', Result: reason }),
  ];
  const outcome: Outcome = {
    status: 'Terminated',
    output: JSON.stringify(reason),
    failure: { reason, details: '' },
  };
  const saved = { ...instance, historyLength: instance.historyLength + events.length };
  return {
    detail: `${instance.name} ${instance.instanceId}: terminated`,
    consumed: [terminated.messageId],
    history: { instanceId: instance.instanceId, from: instance.historyLength, events },
    ...finish(saved, outcome, now),
  };
}

/** Ends an instance whose step can never be made. Its history may be what is broken, so nothing of it is read. */
export function failureChange(instance: InstanceRecord, error: Error, now: number): Change {
  const reason = `Orchestrator function '${instance.name}' failed: its step cannot be made: ${error.message}`;
  const failure: FailureText = { reason, details: error.stack ?? '' };
  const ended = event(EventType.ExecutionCompleted, now, {
    OrchestrationStatus: 'Failed',
    Result: JSON.stringify(reason),
    Details: failure.details,
  });
  return {
    detail: `${instance.name} ${instance.instanceId}: failed`,
    history: { instanceId: instance.instanceId, from: instance.historyLength, events: [ended] },
    ...finish(
      { ...instance, historyLength: instance.historyLength + 1 },
      { status: 'Failed', output: JSON.stringify(reason), failure },
      now,
    ),
  };
}

function endEvents({ end }: Decision, now: number): HistoryEvent[] {
  if (end?.kind === 'completed')
    return [
      event(EventType.ExecutionCompleted, now, { OrchestrationStatus: 'Completed', Result: end.output }),
    ];
  if (end?.kind !== 'failed') return [];
  const { reason, details } = end.failure;
  return [
    event(EventType.ExecutionCompleted, now, {
      OrchestrationStatus: 'Failed',
      Result: JSON.stringify(reason),
      Details: details,
    }),
  ];
}

function continueAsNew(step: EpisodeStep, base: Change): Change {
  const end = step.decision.end;
  const input = end?.kind === 'continueAsNew' ? end.input : null;
  const instance = { ...step.instance, executionId: step.newId(), input, historyLength: 0 };
  return {
    ...base,
    instance,
    history: { instanceId: instance.instanceId, from: 0, events: [] },
    dropMessages: { instanceId: instance.instanceId, executionId: step.instance.executionId },
    messages: [...notToSelf(instance, base.messages ?? []), startMessage(instance, step.now)],
  };
}

function wordToParent(child: InstanceRecord, outcome: Outcome, now: number): OutgoingMessage[] {
  if (child.parentInstanceId === null) return [];
  const TaskScheduledId = child.parentTaskId ?? -1;
  const body = outcome.failure
    ? event(EventType.SubOrchestrationFailed, now, {
        TaskScheduledId,
        Reason: outcome.failure.reason,
        Details: outcome.failure.details,
      })
    : event(EventType.SubOrchestrationCompleted, now, { TaskScheduledId, Result: outcome.output });
  return [
    {
      instanceId: child.parentInstanceId,
      executionId: child.parentExecutionId,
      dueAt: now,
      timerId: null,
      body,
    },
  ];
}

/** A child whose id belongs to an instance that still runs cannot start; its parent hears so. */
function startChildren(step: EpisodeStep): { started: InstanceRecord[]; messages: OutgoingMessage[] } {
  const started: InstanceRecord[] = [];
  const messages: OutgoingMessage[] = [];
  for (const child of step.decision.children) {
    const existing = step.lookUp(child.instanceId);
    if (existing && !isTerminal(existing.status)) {
      const reason = `An Orchestration instance with the status ${existing.status} already exists.`;
      const outcome: Outcome = {
        status: 'Failed',
        output: '',
        failure: { reason, details: child.instanceId },
      };
      messages.push(...wordToParent(child, outcome, step.now));
    } else {
      started.push(child);
      messages.push(startMessage(child, step.now));
    }
  }
  return { started, messages };
}
