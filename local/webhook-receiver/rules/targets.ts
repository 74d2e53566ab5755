import { type Outcome, Refused, type Target, type World } from '../model.ts';
import { isRunningOn } from './progress.ts';
import { pageOf, type Question, text, textIfAny, texts } from './question.ts';

/** The same machine is the same target: a repetition finds the first registration, whatever became of its answer. */
export function register({ state, now, settings }: World, question: Question): Outcome {
  const owner = text(question, 'owner');
  const machine = (question['machine'] ?? {}) as Question;
  const vmId = text(machine, 'vmId');
  const known = state.targets.find((target) => target.vmId === vmId);
  if (known && known.owner !== owner)
    throw new Refused(409, `The machine ${vmId} is registered for ${known.owner}.`);
  if (known) return { state, answer: { target: shown({ state, now, settings }, known) } };
  const lastId = state.lastId + 1;
  const names = { name: text(machine, 'name'), address: text(machine, 'address') };
  const target: Target = { id: `target-${lastId}`, owner, vmId, ...names, disabled: false };
  const after = {
    ...{ ...state, lastId, targets: [...state.targets, target] },
    history: [...state.history, { at: now, what: 'registered' as const, owner, vmIds: [vmId] }],
  };
  return { state: after, answer: { target: shown({ state: after, now, settings }, target) } };
}

/** What is not there is as good as removed. */
export function deregister({ state, now }: World, question: Question): Outcome {
  const owner = text(question, 'owner');
  const id = text(question, 'target');
  const found = state.targets.find((target) => target.id === id);
  if (!found) return { state, answer: { removed: false } };
  if (found.owner !== owner) throw new Refused(403, `${id} is ${found.owner}’s.`);
  const targets = state.targets.filter((target) => target !== found);
  const done = { at: now, what: 'deregistered' as const, owner, vmIds: [found.vmId] };
  return { state: { ...state, targets, history: [...state.history, done] }, answer: { removed: true } };
}

export function listTargets(world: World, question: Question): Outcome {
  const { state, settings } = world;
  const owner = text(question, 'owner');
  const only = question['only'] === undefined ? undefined : texts(question, 'only');
  const all = state.targets.filter((target) => target.owner === owner && (only?.includes(target.id) ?? true));
  const { page, ...cursor } = pageOf(all, { after: textIfAny(question, 'after'), size: settings.pageSize });
  return { state, answer: { targets: page.map((target) => shown(world, target)), ...cursor } };
}

/** Begins to check exactly these; `targets` tells what came of it. */
export function checkHealth({ state, now }: World, question: Question): Outcome {
  const owner = text(question, 'owner');
  const ids = new Set(texts(question, 'targets'));
  const targets = state.targets.map((target) =>
    target.owner === owner && ids.has(target.id) ? { ...target, checkedAt: now } : target,
  );
  return { state: { ...state, targets }, answer: {} };
}

/** A target as the list has it. */
function shown(world: World, target: Target): Record<string, unknown> {
  const { id, name, owner, vmId, disabled } = target;
  const busy = world.state.deployments.some((each) => isRunningOn(world, each, id));
  return { id, name, owner, vmId, health: healthOf(world, target), disabled, busy };
}

/** Nobody knows before a check has come to its end. */
function healthOf({ now, settings }: World, { vmId, checkedAt }: Target): string {
  if (checkedAt === undefined || now < checkedAt + settings.checkMs) return 'unknown';
  return settings.machine(vmId) === 'well' ? 'healthy' : 'unhealthy';
}
