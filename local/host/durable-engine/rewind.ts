import type { TaskHub } from '../task-hub/task-hub.ts';
import { isFailure } from './deliver.ts';
import { EventType, event, takesNumber } from './history-events.ts';
import type { HistoryEvent } from './history-events.ts';
import type { ActivityRecord, Change, InstanceRecord, OutgoingMessage } from './records.ts';

export interface Rewound {
  change: Change;
  /** Sub-orchestrations that failed and have to be rewound as well. */
  children: string[];
}

/**
 * Takes a failed instance back to before the episode in which its last failed task was reported, and has that task
 * done again. What else that and later episodes delivered is delivered again.
 */
export function rewindChange(hub: TaskHub, instance: InstanceRecord, now: number): Rewound {
  const history = hub.history(instance.instanceId).map((text) => JSON.parse(text) as HistoryEvent);
  const culprit = history.findLastIndex(isFailure);
  const from = history.findLastIndex(
    ({ EventType: type }, index) =>
      type === EventType.OrchestratorStarted && index <= (culprit < 0 ? history.length : culprit),
  );
  const kept = history.slice(0, from);
  const failed = history[culprit];
  const task = kept.find((one) => takesNumber(one) && one.EventId === failed?.TaskScheduledId);
  const messages = [
    ...pendingTimers(instance, kept),
    ...redelivered(instance, history.slice(from), { failed, now }),
  ];
  const child = task?.EventType === EventType.SubOrchestrationCreated ? task.InstanceId : undefined;
  const change: Change = {
    detail: `${instance.name} ${instance.instanceId}: rewound`,
    history: { instanceId: instance.instanceId, from, events: [] },
    instance: { ...instance, status: 'Running', output: null, updatedAt: now, historyLength: from },
    activities: task?.EventType === EventType.TaskScheduled ? [activityOf(instance, task)] : [],
    messages,
  };
  return { change, children: child === undefined ? [] : [child] };
}

function activityOf({ instanceId, executionId }: InstanceRecord, task: HistoryEvent): ActivityRecord {
  return { instanceId, executionId, taskId: task.EventId, name: task.Name ?? '', input: task.Input ?? null };
}

/** The failure has taken back all timers; those that still ran are set again. */
function pendingTimers(
  { instanceId, executionId }: InstanceRecord,
  kept: readonly HistoryEvent[],
): OutgoingMessage[] {
  const fired = new Set(kept.flatMap(({ TimerId }) => (TimerId === undefined ? [] : [TimerId])));
  return kept
    .filter(({ EventType: type, EventId }) => type === EventType.TimerCreated && !fired.has(EventId))
    .map(({ EventId, FireAt = '' }) => {
      const dueAt = Date.parse(FireAt);
      const body = event(EventType.TimerFired, dueAt, { TimerId: EventId, FireAt });
      return { instanceId, executionId, dueAt, timerId: EventId, body };
    });
}

const DELIVERED: ReadonlySet<number> = new Set([
  EventType.ExecutionStarted,
  EventType.TaskCompleted,
  EventType.TaskFailed,
  EventType.SubOrchestrationCompleted,
  EventType.SubOrchestrationFailed,
  EventType.TimerFired,
  EventType.EventRaised,
]);

function redelivered(
  { instanceId, executionId }: InstanceRecord,
  events: readonly HistoryEvent[],
  { failed, now }: { failed: HistoryEvent | undefined; now: number },
): OutgoingMessage[] {
  return events
    .filter((one) => DELIVERED.has(one.EventType) && one !== failed)
    .map((one) => ({
      instanceId,
      executionId,
      dueAt: now,
      timerId: null,
      body: { ...one, IsPlayed: false },
    }));
}
