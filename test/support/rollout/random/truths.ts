import { stateOf } from '../../../../shared/domain/rollout/state.ts';
import { completes } from '../completes.ts';
import { type Lived, picture } from './live-through.ts';

/** What was not as it must be, by the cloud's own books; nothing, when all was. */
export function untruths(lived: Lived): string[] {
  return [isOver, keptCapacity, keptServing, cameBackExactly, scalesItself, movedOnce].flatMap((truth) =>
    truth(lived),
  );
}

function isOver({ rollout }: Lived): string[] {
  if (rollout.ended && ['succeeded', 'rolledBack', 'blocked'].includes(stateOf(rollout))) return [];
  return [`it ended as ${stateOf(rollout)}`];
}

/** Rule 9: before the new unit is complete, and on the way back from there, nothing is taken away. */
function keptCapacity({ course, rollout, tale }: Lived): string[] {
  if (makesRoomFirst(tale.policy)) return [];
  const final = rollout.plan.steps.findIndex((step) => completes(step, rollout.plan));
  return course
    .filter(({ machines, step, goal }) => goal === 'forward' && step < final && machines < tale.machines)
    .map(({ machines, step }) => `${machines} of ${tale.machines} machines were left in step ${step}`);
}

function keptServing({ course, tale, rollout }: Lived): string[] {
  if (makesRoomFirst(tale.policy) || rollout.plan.desired === 0) return [];
  return course.some(({ serving }) => serving === 0) ? ['production was empty'] : [];
}

/** Rule 10. */
function cameBackExactly({ rollout, before, town }: Lived): string[] {
  if (stateOf(rollout) !== 'rolledBack') return [];
  const [was, is] = [before, picture(town)].map((books) => JSON.stringify(books));
  return was === is ? [] : [`it was ${was} and is ${is}`];
}

/** Rule 11: autoscale is on at just one unit if it was on before, unless a person gave up the way. */
function scalesItself({ rollout, town, tale }: Lived): string[] {
  const state = stateOf(rollout);
  const isKept = tale.policy.blueGreen && rollout.plan.steps.every(({ kind }) => kind !== 'downsize');
  const isDone = state === 'rolledBack' || rollout.ended?.reason === 'all steps are done';
  if (isKept || !isDone) return [];
  const scaled = [...town.cloud.units.values()].filter(({ autoscale }) => autoscale?.isOn);
  const names = scaled.map(({ name }) => name).join();
  const serving = state === 'rolledBack' ? 'web' : rollout.plan.newUnit;
  return names === (tale.hasAutoscale ? serving : '') ? [] : [`autoscale is on at ${names || 'nobody'}`];
}

/** Rule 6: the world was not moved more often than the journal says that it was to be. */
function movedOnce({ journal, town }: Lived): string[] {
  const meant = countBy(journal.map(({ facet, of, to }) => JSON.stringify({ facet, of, to })));
  const made = countBy(town.cloud.applied.map(({ facet, of, to }) => JSON.stringify({ facet, of, to })));
  return [...made].flatMap(([change, times]) =>
    times > (meant.get(change) ?? 0)
      ? [`${change} was made ${times} times, and meant ${meant.get(change) ?? 0} times`]
      : [],
  );
}

function countBy(items: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

function makesRoomFirst(policy: Lived['tale']['policy']): boolean {
  const resize = policy.basic?.resize ?? policy.canary?.resize;
  return resize === 'oldFirst';
}
