import { validationFailed } from '../errors.ts';
import type { Interruption, Task } from '../model.ts';
import { concludeDeployment, span } from '../rules/deployment-task.ts';
import { Fields } from '../rules/fields.ts';
import { changeTask } from '../rules/tasks.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import type { Routes } from '../server/router.ts';
import { paged } from '../views/paging.ts';
import { ANSWERS, interruptionView } from '../views/task-view.ts';
import type { World } from '../world.ts';
import { acrossSpaces, find } from './lookup.ts';

type Result = (typeof ANSWERS)[keyof typeof ANSWERS][number];

function listInterruptions(request: OctopusRequest, world: World): Answer {
  const regarding = request.query.one('regarding');
  const pendingOnly = request.query.flag('pendingOnly') ?? false;
  const matching = acrossSpaces(request, world, 'interruptions')
    .filter(({ TaskId }) => !regarding || TaskId === regarding)
    .filter(({ IsPending }) => !pendingOnly || IsPending)
    .reverse();
  return ok(
    paged<Interruption>(request, {
      itemType: 'Interruption',
      matching,
      self: '/api/interruptions',
      show: interruptionView,
    }),
  );
}

function getInterruption(request: OctopusRequest, world: World): Answer {
  return ok(interruptionView(find({ request, world }, 'interruptions')));
}

function takeResponsibility(request: OctopusRequest, world: World): Answer {
  const interruption = find({ request, world }, 'interruptions');
  world.store.put('interruptions', { ...interruption, ResponsibleUserId: 'Users-1' });
  return ok({ Id: 'Users-1', Username: 'local' });
}

/** A person's answer: the deployment fails, goes on (without the step that failed), or tries again. */
function submit(request: OctopusRequest, world: World): Answer {
  const interruption = find({ request, world }, 'interruptions');
  const fields = new Fields(request.body);
  const result = answerIn(fields, interruption);
  if (!interruption.IsPending) fields.problems.push('The interruption is not pending any more.');
  if (interruption.ResponsibleUserId === null)
    fields.problems.push('Take responsibility for the interruption first.');
  if (fields.problems.length > 0) throw validationFailed(...fields.problems);
  const answered = { ...interruption, IsPending: false, Result: result };
  world.store.put('interruptions', answered);
  const task = world.store.get('tasks', interruption.TaskId);
  if (task?.State === 'Executing') follow(world, task, result);
  return ok(interruptionView(answered));
}

/** Guided failure is answered by `Guidance`, where "Fail" is what older clients call "Abort" in `Result`. */
function answerIn(fields: Fields, { Type }: Interruption): Result {
  if (Type === 'ManualIntervention') return fields.oneOf('Result', ANSWERS.ManualIntervention, 'Abort');
  if (fields.raw('Guidance') === undefined) return fields.oneOf('Result', ANSWERS.GuidedFailure, 'Abort');
  const guidance = fields.oneOf('Guidance', ['Fail', 'Ignore', 'Retry'], 'Fail');
  return guidance === 'Fail' ? 'Abort' : guidance;
}

function follow(world: World, task: Task, result: Result): void {
  if (result === 'Retry' || result === 'Proceed')
    changeTask(world, task, {
      HasPendingInterruptions: false,
      EndsAt: world.now + span(world, task, task.MachineIds.length),
    });
  else concludeDeployment(world, task, { succeeded: result === 'Ignore', log: [] });
}

export const INTERRUPTION_ROUTES: Routes = {
  'GET interruptions': listInterruptions,
  'GET interruptions/{id}': getInterruption,
  'PUT interruptions/{id}/responsible': takeResponsibility,
  'POST interruptions/{id}/submit': submit,
};
