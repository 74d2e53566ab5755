import { notSimulated, validationFailed } from '../errors.ts';
import type { Task } from '../model.ts';
import { record } from '../rules/audit.ts';
import { Fields } from '../rules/fields.ts';
import { draw } from '../rules/seeded-random.ts';
import { changeTask, completeTask, isCompleted, queueTask } from '../rules/tasks.ts';
import { created, ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { paged } from '../views/paging.ts';
import { rawLog, taskDetails, taskView } from '../views/task-view.ts';
import type { World } from '../world.ts';
import { acrossSpaces, find, spaceOf } from './lookup.ts';
import { taskTests } from './task-filters.ts';

/** Tasks that Octopus also runs and this server does not. */
const ELSEWHERE = [
  'AdHocScript',
  'Backup',
  'ConfigureLetsEncrypt',
  'Retention',
  'SystemIntegrityCheck',
  'TestEmail',
  'Upgrade',
];

function listTasks(request: OctopusRequest, world: World): Answer {
  const tests = taskTests(request.query);
  const matching = acrossSpaces(request, world, 'tasks')
    .filter((task) => tests.every((test) => test(task)))
    .reverse();
  const self = request.space === undefined ? '/api/tasks' : `/api/${spaceOf(request, world).Id}/tasks`;
  return ok(
    paged<Task>(request, { itemType: 'Task', matching, self, show: (task) => taskView(task, world) }),
  );
}

function createTask(request: OctopusRequest, world: World): Answer {
  const fields = new Fields(request.body);
  const name = fields.required('Name');
  const description = fields.required('Description');
  const args = fields.record('Arguments');
  const machineIds = args['MachineIds'] ?? [];
  if (!Array.isArray(machineIds)) fields.problems.push('MachineIds must be a list of ids.');
  const queueTime = fields.instant('QueueTime');
  const queueTimeExpiry = fields.instant('QueueTimeExpiry');
  if (ELSEWHERE.includes(name)) throw notSimulated(`The task ${name}`);
  if (name !== '' && name !== 'Health') fields.problems.push(`There is no task named '${name}'.`);
  if (fields.problems.length > 0) throw validationFailed(...fields.problems);
  const spaceId = spaceOf(request, world).Id;
  const task = queueTask(world, {
    spaceId,
    name,
    description,
    arguments: args,
    queueTime,
    queueTimeExpiry,
  });
  return created(taskView(task, world));
}

function getTask(request: OctopusRequest, world: World): Answer {
  return ok(taskView(find({ request, world }, 'tasks'), world));
}

function getDetails(request: OctopusRequest, world: World): Answer {
  return ok(taskDetails(find({ request, world }, 'tasks'), world));
}

function getRawLog(request: OctopusRequest, world: World): Answer {
  return { status: 200, text: rawLog(find({ request, world }, 'tasks')) };
}

/** The tasks a queued one waits for: all that run, and those that are queued before it. */
function listQueuedBehind(request: OctopusRequest, world: World): Answer {
  const task = find({ request, world }, 'tasks');
  const active = world.store.all('activetasks').map(({ Id }) => Id);
  const before = task.State === 'Queued' ? active.slice(0, active.indexOf(task.Id)) : [];
  return ok(
    paged<Task>(request, {
      itemType: 'Task',
      matching: before.flatMap((id) => world.store.get('tasks', id) ?? []),
      self: `/api/tasks/${task.Id}/queued-behind`,
      show: (other) => taskView(other, world),
    }),
  );
}

/** A queued task is cancelled at once, a running one when its step has noticed. */
function cancelTask(request: OctopusRequest, world: World): Answer {
  const task = find({ request, world }, 'tasks');
  if (isCompleted(task)) throw validationFailed('The task has already completed and cannot be canceled.');
  const { cancelling, seed } = world.settings;
  const EndsAt = world.now + draw(cancelling, seed, 'cancel', task.Id);
  const changed =
    task.State === 'Queued'
      ? completeTask(world, task, { state: 'Canceled' })
      : changeTask(world, task, { State: 'Cancelling', EndsAt });
  record(world, {
    category: 'TaskCanceled',
    spaceId: task.SpaceId,
    message: `${task.Description} was canceled`,
    related: [task.Id, ...(task.DeploymentId === null ? [] : [task.DeploymentId])],
    by: 'api',
    facts: { taskId: task.Id },
  });
  return ok(taskView(changed, world));
}

function prioritizeTask(request: OctopusRequest, world: World): Answer {
  const task = find({ request, world }, 'tasks');
  if (task.State !== 'Queued') throw validationFailed('Only a queued task can be moved to the front.');
  return ok(taskView(changeTask(world, task, { Priority: task.Priority + 1 }), world));
}

export const TASK_ROUTES: Routes = {
  'GET tasks': listTasks,
  'POST tasks': createTask,
  'GET tasks/{id}': getTask,
  'GET tasks/{id}/details': getDetails,
  'GET tasks/{id}/raw': getRawLog,
  'GET tasks/{id}/queued-behind': listQueuedBehind,
  'POST tasks/{id}/cancel': cancelTask,
  'POST tasks/{id}/prioritize': prioritizeTask,
};
