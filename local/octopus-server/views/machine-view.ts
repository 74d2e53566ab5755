import type { Machine, Target, Worker } from '../model.ts';
import { activeTasks } from '../rules/tasks.ts';
import type { World } from '../world.ts';

type Wire = Record<string, unknown>;

/** A machine as it is answered: what only the server knows is left out, what follows from the rest is added. */
export function machineView(machine: Target | Worker | Machine, busy: ReadonlySet<string>): Wire {
  const { UnavailableSince: _, LastChecked: __, ...wire } = machine;
  const kind = machine.Id.startsWith('Workers-') ? 'workers' : 'machines';
  const self = `/api/${machine.SpaceId}/${kind}/${machine.Id}`;
  return {
    ...wire,
    IsInProcess: busy.has(machine.Id),
    OperatingSystemVersion: '',
    ShellVersion: 'Unknown',
    Architecture: '',
    Links: {
      Self: self,
      Connection: `${self}/connection`,
      TasksTemplate: `${self}/tasks{?skip,take,type}`,
      DeploymentsTemplate: `${self}/latestdeployments{?skip,take,partialName}`,
    },
  };
}

/** The ids of the machines that some task is working on. */
export function busyMachines(world: World): ReadonlySet<string> {
  return new Set(activeTasks(world).flatMap(({ MachineIds }) => MachineIds));
}
