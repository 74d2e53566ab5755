import type { Task } from '../model.ts';
import type { World } from '../world.ts';
import { finishDeploymentTask, startDeploymentTask } from './deployment-task.ts';
import { plannedTaskFault } from './faults.ts';
import { finishHealthTask, startHealthTask } from './health-task.ts';
import { nextPolicyTransition } from './machine-policies.ts';
import { nextSelfRegistration } from './self-registration.ts';
import { activeTasks, changeTask, completeTask } from './tasks.ts';
import type { Transition } from './transition.ts';
import { nextTriggerPoll } from './triggers.ts';

/**
 * Carries everything that was due between `since` and `world.now` out in the order and at the instants at
 * which it was due, so that the state is the same however seldom it is looked at.
 */
export function advance(world: World, since: number): void {
  for (let now = Math.min(since, world.now); ;) {
    startTasks({ ...world, now });
    const next = nextTransition({ ...world, now });
    if (!next || next.time > world.now) return;
    now = Math.max(now, next.time);
    next.apply({ ...world, now });
  }
}

/** The last instant at which any task changed: where `advance` goes on after a restart. */
export function lastInstant(tasks: Task[]): number {
  return tasks.reduce((last, task) => Math.max(last, task.UpdatedTime), 0);
}

function nextTransition(world: World): Transition | undefined {
  const candidates = [
    ...activeTasks(world).flatMap((task) => taskTransitions(task, world.now)),
    nextSelfRegistration(world),
    nextPolicyTransition(world),
    nextTriggerPoll(world),
  ];
  return candidates.reduce<Transition | undefined>(
    (first, other) => (other && (!first || other.time < first.time) ? other : first),
    undefined,
  );
}

function taskTransitions(task: Task, now: number): Transition[] {
  if (task.State !== 'Queued')
    return task.EndsAt === null ? [] : [{ time: task.EndsAt, apply: (world) => finish(world, task) }];
  const transitions: Transition[] = [];
  if (task.NotBefore > now) transitions.push({ time: task.NotBefore, apply: () => undefined });
  if (task.QueueTimeExpiry !== null)
    transitions.push({ time: task.QueueTimeExpiry, apply: (world) => expire(world, task) });
  return transitions;
}

function expire(world: World, task: Task): void {
  completeTask(world, task, { state: 'TimedOut', message: 'The task was not started before it expired.' });
}

function finish(world: World, task: Task): void {
  if (task.State === 'Cancelling') completeTask(world, task, { state: 'Canceled' });
  else if (task.DeploymentId !== null) finishDeploymentTask(world, task);
  else finishHealthTask(world, task);
}

function startTasks(world: World): void {
  const active = activeTasks(world);
  const running = active.filter(({ State }) => State !== 'Queued');
  const due = active.filter((task) => task.State === 'Queued' && task.NotBefore <= world.now);
  for (const task of due.sort((one, other) => other.Priority - one.Priority)) {
    if (running.length >= world.settings.taskCap) return;
    if (isHeldBack(world, task, running)) continue;
    start(world, task);
    running.push(task);
  }
}

/** Deployments of one project to one environment and tenant run one after the other; runs of runbooks need not. */
function isHeldBack(world: World, task: Task, running: Task[]): boolean {
  if (world.store.get('spaces', task.SpaceId)?.TaskQueueStopped) return true;
  return (
    task.Name === 'Deploy' &&
    running.some(
      (other) =>
        other.Name === 'Deploy' &&
        other.ProjectId === task.ProjectId &&
        other.EnvironmentId === task.EnvironmentId &&
        other.TenantId === task.TenantId,
    )
  );
}

function start(world: World, task: Task): void {
  if (task.DeploymentId !== null) startDeploymentTask(world, task);
  else startHealthTask(world, task);
  const effect = plannedTaskFault(world, task.Name);
  const started = world.store.get('tasks', task.Id);
  if (!effect || !started) return;
  if (effect.type === 'task-stuck') changeTask(world, started, { EndsAt: null });
  else changeTask(world, started, { FailWith: effect.message });
}
