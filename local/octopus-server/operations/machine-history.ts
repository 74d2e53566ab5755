import type { Deployment, Machine, Task } from '../model.ts';
import { ok } from '../server/request.ts';
import type { Answer, OctopusRequest } from '../server/request.ts';
import { paged } from '../views/paging.ts';
import { taskView } from '../views/task-view.ts';
import type { World } from '../world.ts';

/** The tasks that worked on a machine, newest first; `type` narrows them to deployments. */
export function tasksOf(machine: Machine, request: OctopusRequest, world: World): Answer {
  const type = request.query.one('type');
  const wanted = { Deployment: 'Deploy', RunbookRun: 'RunbookRun' }[type ?? ''];
  const matching = world.store
    .all('tasks')
    .filter((task) => task.MachineIds.includes(machine.Id) && (!wanted || task.Name === wanted))
    .reverse();
  return ok(
    paged<Task>(request, {
      itemType: 'Task',
      matching,
      self: `/api/${machine.SpaceId}/machines/${machine.Id}/tasks`,
      show: (task) => taskView(task, world),
    }),
  );
}

/** For every project the newest deployment that went, goes or is asked to go to the machine. */
export function latestDeploymentsOf(machine: Machine, request: OctopusRequest, world: World): Answer {
  const newest = new Map<string, Deployment>();
  for (const deployment of world.store.all('deployments'))
    if (deployment.RunbookId === undefined && goesTo(deployment, machine.Id))
      newest.set(deployment.ProjectId, deployment);
  const partialName = request.query.one('partialName')?.toLowerCase() ?? '';
  const matching = [...newest.values()].filter((deployment) =>
    projectName(deployment, world).toLowerCase().includes(partialName),
  );
  return ok(
    paged<Deployment>(request, {
      itemType: 'LatestProjectDeployment',
      matching,
      self: `/api/${machine.SpaceId}/machines/${machine.Id}/latestdeployments`,
      show: (deployment) => latestView(deployment, world),
    }),
  );
}

function goesTo(deployment: Deployment, machineId: string): boolean {
  return (
    deployment.DeployedToMachineIds.includes(machineId) || deployment.SpecificMachineIds.includes(machineId)
  );
}

function projectName(deployment: Deployment, world: World): string {
  return world.store.get('projects', deployment.ProjectId)?.Name ?? '';
}

function latestView(deployment: Deployment, world: World): Record<string, unknown> {
  const task = world.store.get('tasks', deployment.TaskId);
  return {
    ProjectId: deployment.ProjectId,
    ProjectName: projectName(deployment, world),
    ProjectLogo: `/api/${deployment.SpaceId}/projects/${deployment.ProjectId}/logo`,
    ServerTask: task ? taskView(task, world) : null,
  };
}
