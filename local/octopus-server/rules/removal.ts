import type { Actor, Machine } from '../model.ts';
import type { World } from '../world.ts';
import { record } from './audit.ts';
import { activeTasks, changeTask } from './tasks.ts';

/** How long a running deployment takes to notice that one of its machines was deleted, in milliseconds. */
const NOTICE = 1_000;

/** Deletes a target or worker; a deployment that is running on it fails soon after. */
export function removeMachine(world: World, machine: Machine, by: Actor): void {
  const kind = world.store.get('machines', machine.Id) ? 'machines' : 'workers';
  world.store.remove(kind, machine.Id);
  record(world, {
    category: 'Deleted',
    spaceId: machine.SpaceId,
    message: `Machine ${machine.Name} was deleted`,
    related: [machine.Id],
    by,
    facts: { machineId: machine.Id, name: machine.Name },
  });
  for (const task of activeTasks(world))
    if (task.Name === 'Deploy' && task.EndsAt !== null && task.MachineIds.includes(machine.Id))
      changeTask(world, task, { EndsAt: Math.min(task.EndsAt, world.now + NOTICE) });
}
