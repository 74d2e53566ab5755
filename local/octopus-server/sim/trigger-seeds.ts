import { notFound } from '../errors.ts';
import type { Trigger } from '../trigger-model.ts';
import type { World } from '../world.ts';

/** It sees to targets that appear from now on. */
export function addTrigger(world: World, seed: Partial<Trigger>): Trigger {
  const { ProjectId = '' } = seed;
  const project = world.store.get('projects', ProjectId);
  if (!project) throw notFound(ProjectId);
  const trigger: Trigger = {
    ...{ Name: 'New targets', IsDisabled: false, EnvironmentIds: [], Roles: [] },
    ShouldRedeployWhenMachineHasBeenDeployedTo: false,
    ...{ CheckedAt: world.now, SeenMachineIds: world.store.all('machines').map(({ Id }) => Id) },
    ...seed,
    ...{ Id: seed.Id ?? world.store.newId('triggers'), SpaceId: project.SpaceId, ProjectId },
  };
  world.store.put('triggers', trigger);
  return trigger;
}
