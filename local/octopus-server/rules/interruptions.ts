import type { Interruption, LogLine, Task } from '../model.ts';
import type { World } from '../world.ts';
import { changeTask } from './tasks.ts';

/** Lets a running task wait for a person. */
export function interrupt(
  world: World,
  task: Task,
  { Type, Title, log = [] }: Pick<Interruption, 'Type' | 'Title'> & { log?: LogLine[] },
): void {
  world.store.put('interruptions', {
    ...{ Id: world.store.newId('interruptions'), SpaceId: task.SpaceId, TaskId: task.Id, Type, Title },
    ...{ Created: world.now, IsPending: true, ResponsibleUserId: null, Result: null },
  });
  changeTask(world, task, {
    ...{ EndsAt: null, HasPendingInterruptions: true, Log: [...task.Log, ...log] },
    ...(Type === 'GuidedFailure' ? { FailWith: null, HasWarningsOrErrors: true } : {}),
  });
}

/** The kinds of what a task waits for. */
export function pendingTypes({ store }: World, taskId: string): string[] {
  const pending = store
    .all('interruptions')
    .filter(({ TaskId, IsPending }) => TaskId === taskId && IsPending);
  return [...new Set(pending.map(({ Type }) => Type))];
}
