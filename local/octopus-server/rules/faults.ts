import type { Fault, FaultEffect } from '../side-door-model.ts';
import type { World } from '../world.ts';

type TaskEffect = Extract<FaultEffect, { type: 'task-fails' | 'task-stuck' }>;

/** Takes one effect from the first rule that matches the request; `path` is without `/api` and space. */
export function requestFault(world: World, method: string, path: string): FaultEffect | undefined {
  return takeEffect(world, (fault) => fault.task === undefined && matches(fault, method, path));
}

/** Takes one effect from the first rule for tasks of this name. */
export function plannedTaskFault(world: World, name: string): TaskEffect | undefined {
  const effect = takeEffect(world, (fault) => fault.task === name);
  return effect && isTaskEffect(effect) ? effect : undefined;
}

export function isTaskEffect(effect: FaultEffect): effect is TaskEffect {
  return effect.type === 'task-fails' || effect.type === 'task-stuck';
}

function matches(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  return fault.path === undefined || new RegExp(fault.path, 'i').test(path);
}

function takeEffect(world: World, isMatch: (fault: Fault) => boolean): FaultEffect | undefined {
  for (const fault of world.store.all('faults')) {
    if (!isMatch(fault)) continue;
    if (fault.after > 0) {
      world.store.put('faults', { ...fault, after: fault.after - 1 });
      continue;
    }
    if (fault.times === 1) world.store.remove('faults', fault.Id);
    else if (fault.times !== null) world.store.put('faults', { ...fault, times: fault.times - 1 });
    return fault.effect;
  }
  return undefined;
}
