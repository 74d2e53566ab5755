import type { TaskState } from '../ports/deployments.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { itemsById } from './octopus-collections.ts';
import { Task } from './octopus-schemas.ts';

/** One call for up to 200 tasks; none for no ids, which Octopus would take for all tasks. */
export async function octopusTasks(
  client: OctopusClient,
  spaceId: string,
  taskIds: string[],
): Promise<TaskState[]> {
  const tasks = await itemsById(client, { path: apiPath(spaceId, 'tasks'), item: Task }, taskIds);
  return tasks.map(toTaskState);
}

function toTaskState(task: Task): TaskState {
  return {
    taskId: task.Id,
    state: task.State,
    isCompleted: task.IsCompleted,
    succeeded: task.IsCompleted && task.FinishedSuccessfully,
    hasPendingInterruptions: task.HasPendingInterruptions,
    errorMessage: task.ErrorMessage,
    ...(task.StartTime === '' ? {} : { startedAt: task.StartTime }),
    ...(task.QueueTime === '' ? {} : { queuedFor: task.QueueTime }),
  };
}
