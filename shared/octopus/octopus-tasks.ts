import type { TaskState } from '../ports/deployments.ts';
import { apiPath } from './octopus-client.ts';
import type { OctopusClient } from './octopus-client.ts';
import { pageOf, Task } from './octopus-schemas.ts';

/** So many ids still fit into a URL that every server and proxy accepts. */
const IDS_PER_CALL = 200;

/** One call for up to 200 tasks; none for no ids, which Octopus would take for all tasks. */
export async function octopusTasks(
  client: OctopusClient,
  spaceId: string,
  taskIds: string[],
): Promise<TaskState[]> {
  const wanted = [...new Set(taskIds)].filter((id) => id !== '');
  const states: TaskState[] = [];
  for (let from = 0; from < wanted.length; from += IDS_PER_CALL) {
    const ids = wanted.slice(from, from + IDS_PER_CALL);
    const call = { path: apiPath(spaceId, 'tasks'), query: { ids, skip: 0, take: ids.length } };
    const page = await client.send(pageOf(Task), call);
    states.push(...page.Items.filter(({ Id }) => ids.includes(Id)).map(toTaskState));
  }
  return states;
}

function toTaskState(task: Task): TaskState {
  return {
    taskId: task.Id,
    state: task.State,
    isCompleted: task.IsCompleted,
    succeeded: task.IsCompleted && task.FinishedSuccessfully,
    hasPendingInterruptions: task.HasPendingInterruptions,
    errorMessage: task.ErrorMessage,
  };
}
