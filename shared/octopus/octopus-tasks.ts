import type { Problem } from '../contracts/problem.ts';
import type { TaskState } from '../ports/deployments.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { itemsById } from './octopus-collections.ts';
import { hasCode } from './octopus-errors.ts';
import { Anything, Task } from './octopus-schemas.ts';

/** One call for up to 200 tasks; none for no ids, which Octopus would take for all tasks. */
export async function octopusTasks(
  client: OctopusClient,
  spaceId: string,
  taskIds: string[],
): Promise<TaskState[]> {
  const tasks = await itemsById(client, { path: apiPath(spaceId, 'tasks'), item: Task }, taskIds);
  return tasks.map(toTaskState);
}

/** What Octopus says to one that has ended, or is not there any more. */
const OVER = ['octopusRejected', 'octopusNotFound', 'octopusConflict'];

/** One call. Only for the lack of a right it is not cancelled. */
export async function cancelTask(
  client: OctopusClient,
  spaceId: string,
  taskId: string,
): Promise<'asked' | { refused: Problem }> {
  try {
    await client.send(Anything, { method: 'POST', path: apiPath(spaceId, 'tasks', taskId, 'cancel') });
    return 'asked';
  } catch (error) {
    if (hasCode(error, OVER)) return 'asked';
    if (hasCode(error, ['octopusForbidden'])) return { refused: error.problem };
    throw error;
  }
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
