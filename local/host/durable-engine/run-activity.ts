import { asError } from '../app-model/invoker.ts';
import type { Invoker } from '../app-model/invoker.ts';
import { toJsonText } from '../app-model/typed-data.ts';
import { activityFailure, missingFunction } from './failure-text.ts';
import { EventType, event } from './history-events.ts';
import type { HistoryEvent } from './history-events.ts';
import type { Change, StoredActivity } from './records.ts';

/** Runs an activity function; its failure is an answer too. @returns the event for the orchestration. */
export async function runActivity(
  invoker: Invoker,
  activity: StoredActivity,
): Promise<Partial<HistoryEvent>> {
  const fn = invoker.registry.find(activity.name, 'activity');
  try {
    if (!fn) throw new Error(missingFunction(activity.name, 'activity', []));
    const input = activity.input === null ? null : { string: activity.input };
    const triggerMetadata = { instanceId: { string: JSON.stringify(activity.instanceId) } };
    const response = await invoker.invoke({ fn, input, triggerMetadata });
    return { EventType: EventType.TaskCompleted, Result: toJsonText(response.returnValue) };
  } catch (error) {
    const { reason, details, failureDetails } = activityFailure(activity.name, asError(error));
    return {
      EventType: EventType.TaskFailed,
      Reason: reason,
      Details: details,
      ...(failureDetails !== undefined && { FailureDetails: failureDetails }),
    };
  }
}

/** In place of an answer that the store can never take: the orchestration hears why. */
export function unkeepable(error: unknown): Partial<HistoryEvent> {
  const reason = `The answer of the activity could not be kept: ${asError(error).message}`;
  return { EventType: EventType.TaskFailed, Reason: reason, Details: '' };
}

/** The activity is done exactly when its answer waits for the orchestration: one change. */
export function activityChange(activity: StoredActivity, answer: Partial<HistoryEvent>, now: number): Change {
  const { instanceId, executionId, taskId } = activity;
  const body = { ...event(0, now), ...answer, TaskScheduledId: taskId };
  return {
    detail: `${activity.name} of ${instanceId}: ${body.EventType === EventType.TaskCompleted ? 'done' : 'failed'}`,
    doneActivity: activity.id,
    messages: [{ instanceId, executionId, dueAt: now, timerId: null, body }],
  };
}
