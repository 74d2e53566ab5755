import type { RolloutAnswer } from '../../shared/view/rollout-answers.ts';
import type { Kind } from './kinds.ts';
import type { Picture } from './picture.ts';
import { stateOf } from './state.ts';
import type { Branch } from './tree.ts';

/** Where a rollout stands: its machines, its steps, and below what it waits for and takes. */
export function rolloutPicture(rollout: RolloutAnswer): Picture {
  return { tree: rolloutBranch(rollout), notes: rolloutNotes(rollout) };
}

export function rolloutBranch({ id, state, strategy, createdAt, units, steps }: RolloutAnswer): Branch {
  return {
    ...{ kind: 'rollout', name: id, state: stateOf(state), since: createdAt, info: strategy },
    below: [...units.map(unitBranch), ...steps.map(stepBranch)],
  };
}

/** What a tree has no room for. */
export function rolloutNotes({ waitsFor, failure, trouble, allowed }: RolloutAnswer): string[] {
  return [
    ...(waitsFor ? [`waits since ${waitsFor.since}: ${waitsFor.why}`] : []),
    ...(failure ? [`failed: ${failure.reason}`] : []),
    ...(trouble ? [`tries again since ${trouble.since}: ${trouble.reason}`] : []),
    ...(allowed.length > 0 ? [`it takes: ${allowed.join(', ')}`] : []),
  ];
}

function unitBranch({ name, role, desired, ready }: RolloutAnswer['units'][number]): Branch {
  return { kind: 'unit', name: `${name} ${ready ?? '?'}/${desired}`, info: role };
}

const GATES = ['verify', 'bake', 'webhook'];

function stepBranch(step: RolloutAnswer['steps'][number]): Branch {
  const { index, kind = '', title = `step ${index + 1}`, state, reason, began } = step;
  const glyph: Kind = GATES.includes(kind) ? 'gate' : 'step';
  return { kind: glyph, name: title, state: stateOf(state), since: began, info: reason };
}
