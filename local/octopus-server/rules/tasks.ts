import type { LogLine, Task, TaskState } from '../model.ts';
import type { World } from '../world.ts';
import { draw } from './seeded-random.ts';

export interface TaskDraft {
  spaceId: string;
  name: string;
  description: string;
  arguments: Record<string, unknown>;
  deployment?: {
    id: string;
    projectId: string;
    environmentId: string;
    tenantId: string | null;
    runbookId?: string;
  };
  queueTime?: number | undefined;
  queueTimeExpiry?: number | undefined;
  priority?: number;
}

const COMPLETED: ReadonlySet<TaskState> = new Set(['Success', 'Failed', 'Canceled', 'TimedOut']);

export function isCompleted(task: Task): boolean {
  return COMPLETED.has(task.State);
}

/** Puts a task in the queue; a node picks it up a moment later, or at its queue time. */
export function queueTask(world: World, draft: TaskDraft): Task {
  const id = world.store.newId('tasks');
  const task: Task = {
    ...newTask(id, draft, world.now),
    NotBefore: notBefore(world, id, draft.queueTime),
  };
  world.store.put('tasks', task);
  world.store.put('activetasks', { Id: id });
  return task;
}

/** A task document that is in no queue yet. */
export function newTask(id: string, draft: TaskDraft, now: number): Task {
  return {
    Id: id,
    SpaceId: draft.spaceId,
    Name: draft.name,
    Description: draft.description,
    Arguments: draft.arguments,
    ...subjectOf(draft.deployment),
    Priority: draft.priority ?? 0,
    State: 'Queued',
    QueueTime: draft.queueTime ?? now,
    QueueTimeExpiry: draft.queueTimeExpiry ?? null,
    NotBefore: now,
    StartTime: null,
    EndsAt: null,
    CompletedTime: null,
    UpdatedTime: now,
    ErrorMessage: '',
    HasWarningsOrErrors: false,
    HasPendingInterruptions: false,
    MachineIds: [],
    FailWith: null,
    Log: [],
  };
}

function subjectOf(
  of: TaskDraft['deployment'],
): Pick<Task, 'DeploymentId' | 'ProjectId' | 'EnvironmentId' | 'TenantId' | 'RunbookId'> {
  if (!of) return { DeploymentId: null, ProjectId: null, EnvironmentId: null, TenantId: null };
  const { id, projectId, environmentId, tenantId, runbookId } = of;
  return {
    ...{ DeploymentId: id, ProjectId: projectId, EnvironmentId: environmentId, TenantId: tenantId },
    ...(runbookId === undefined ? {} : { RunbookId: runbookId }),
  };
}

/** The tasks that are queued or running, in the order of their making. */
export function activeTasks(world: World): Task[] {
  return world.store.all('activetasks').flatMap(({ Id }) => world.store.get('tasks', Id) ?? []);
}

export function changeTask(world: World, task: Task, changes: Partial<Task>): Task {
  const changed: Task = { ...task, ...changes, UpdatedTime: world.now };
  world.store.put('tasks', changed);
  if (isCompleted(changed)) world.store.remove('activetasks', task.Id);
  return changed;
}

export interface Outcome {
  state: TaskState;
  message?: string;
  log?: LogLine[];
}

export function completeTask(world: World, task: Task, outcome: Outcome): Task {
  const log = [...task.Log, ...(outcome.log ?? [])];
  return changeTask(world, task, {
    State: outcome.state,
    ErrorMessage: outcome.message ?? '',
    HasWarningsOrErrors: outcome.state !== 'Success' || log.some(({ category }) => category !== 'Info'),
    HasPendingInterruptions: false,
    CompletedTime: world.now,
    EndsAt: null,
    Log: log,
  });
}

function notBefore(world: World, id: string, queueTime: number | undefined): number {
  const pickUp = world.now + draw(world.settings.pickUp, world.settings.seed, 'pick-up', id);
  return Math.max(pickUp, queueTime ?? 0);
}
