import type { HealthStatus, LogLine, Machine, Task } from '../model.ts';
import type { World } from '../world.ts';
import { draw } from './seeded-random.ts';
import { changeTask, completeTask } from './tasks.ts';
import { contactEndpoint, isReachable } from './tentacles.ts';
import { parseTimeSpan } from './time-span.ts';

/** Starts a health check: which machines it looks at, and for how long, is known from here on. */
export function startHealthTask(world: World, task: Task): void {
  const machines = machinesToCheck(world, task);
  const { health, seed } = world.settings;
  const silent = machines.some((machine) => !isReachable(contactEndpoint(world, machine.Endpoint)));
  const span = draw(health, seed, 'health', task.Id, machines.length);
  changeTask(world, task, {
    State: 'Executing',
    StartTime: world.now,
    EndsAt: world.now + (silent ? Math.max(span, machineTimeout(world, task)) : span),
    MachineIds: machines.map(({ Id }) => Id),
  });
}

/** Ends a health check: every machine that still exists gets the status it has at this instant. */
export function finishHealthTask(world: World, task: Task): void {
  const log = task.MachineIds.map((id) => checkMachine(world, id));
  const failed = task.FailWith !== null || log.some(({ category }) => category === 'Error');
  if (task.FailWith !== null) log.push({ at: world.now, category: 'Fatal', text: task.FailWith });
  const message = task.FailWith ?? 'One or more machines failed their health check.';
  completeTask(world, task, failed ? { state: 'Failed', message, log } : { state: 'Success', log });
}

function machinesToCheck(world: World, task: Task): Machine[] {
  return candidates(world, task).filter((machine) => machine.SpaceId === task.SpaceId && !machine.IsDisabled);
}

/** No machines and no environment named means everything there is, as on the real server. */
function candidates(world: World, task: Task): Machine[] {
  const { MachineIds: ids, EnvironmentId, RestrictedTo, WorkerpoolId } = task.Arguments;
  if (Array.isArray(ids) && ids.length > 0) return ids.flatMap((id) => machineById(world, String(id)) ?? []);
  const targets = world.store.all('machines');
  if (typeof EnvironmentId === 'string')
    return targets.filter((target) => target.EnvironmentIds.includes(EnvironmentId));
  const workers = world.store.all('workers');
  if (typeof WorkerpoolId === 'string')
    return workers.filter((worker) => worker.WorkerPoolIds.includes(WorkerpoolId));
  if (RestrictedTo === 'DeploymentTargets') return targets;
  return RestrictedTo === 'Workers' ? workers : [...targets, ...workers];
}

function machineById(world: World, id: string): Machine | undefined {
  return world.store.get('machines', id) ?? world.store.get('workers', id);
}

function machineTimeout(world: World, task: Task): number {
  const text = task.Arguments['MachineTimeout'];
  const asked = typeof text === 'string' ? parseTimeSpan(text) : undefined;
  return Math.min(asked ?? Infinity, world.settings.connectTimeout);
}

function checkMachine(world: World, id: string): LogLine {
  const machine = machineById(world, id);
  if (!machine) return { at: world.now, category: 'Warning', text: `${id} no longer exists.` };
  const [HealthStatus, StatusSummary] = assess(world, machine);
  const gone = HealthStatus === 'Unavailable';
  saveMachine(world, {
    ...machine,
    HealthStatus,
    StatusSummary,
    HasLatestCalamari: HealthStatus === 'Healthy' || machine.HasLatestCalamari,
    LastChecked: world.now,
    UnavailableSince: gone ? (machine.UnavailableSince ?? world.now) : null,
  });
  return { at: world.now, category: category(world, machine, HealthStatus), text: StatusSummary };
}

function assess(world: World, machine: Machine): [HealthStatus, string] {
  const found = contactEndpoint(world, machine.Endpoint);
  switch (found.kind) {
    case 'healthy':
      return ['Healthy', `${machine.Name} is healthy.`];
    case 'unhealthy':
      return ['Unhealthy', `The health check script failed on ${machine.Name}.`];
    case 'untrusted':
      return [
        'Unavailable',
        `${machine.Name} presented the unexpected certificate thumbprint '${found.thumbprint}'.`,
      ];
    case 'unreachable':
      return ['Unavailable', `${machine.Name} did not answer.`];
  }
}

function category(world: World, machine: Machine, status: HealthStatus): LogLine['category'] {
  if (status === 'Healthy') return 'Info';
  if (status !== 'Unavailable') return 'Error';
  const policy = world.store.get('machinepolicies', machine.MachinePolicyId);
  const behaviour = policy?.MachineConnectivityPolicy.MachineConnectivityBehavior;
  return behaviour === 'MayBeOfflineAndCanBeSkipped' ? 'Warning' : 'Error';
}

function saveMachine(world: World, machine: Machine): void {
  const kind = world.store.get('machines', machine.Id) ? 'machines' : 'workers';
  world.store.put(kind, machine as never);
}
