import type { Deployment, LogLine, Project, Target, Task } from '../model.ts';
import type { World } from '../world.ts';
import { record } from './audit.ts';
import { targetsOf } from './deployment-targets.ts';
import { interrupt } from './interruptions.ts';
import { draw } from './seeded-random.ts';
import { changeTask, completeTask } from './tasks.ts';
import { contactEndpoint, isReachable } from './tentacles.ts';

const FAILED =
  'The deployment failed because one or more steps failed. Please see the deployment log for details.';

interface Running {
  task: Task;
  deployment: Deployment;
  project: Project;
}

/** Starts a deployment: the machines it goes to are chosen now, from those that exist now. */
export function startDeploymentTask(world: World, task: Task): void {
  const running = load(world, task);
  const { deployTo, log } = chooseTargets(world, running);
  const { project, deployment } = running;
  const DeployedToMachineIds = deployTo.map(({ Id }) => Id);
  const nowhere = deployTo.length === 0 && !project.ProjectConnectivityPolicy.AllowDeploymentsToNoTargets;
  world.store.put('deployments', { ...deployment, DeployedToMachineIds });
  const begun = changeTask(world, task, {
    State: 'Executing',
    StartTime: world.now,
    EndsAt: world.now + span(world, task, deployTo.length),
    MachineIds: DeployedToMachineIds,
    FailWith: nowhere
      ? 'There are no deployment targets in the environment for the roles of this project.'
      : null,
    Log: log,
  });
  audit(world, running, 'Started');
  const Title = deployment.RunbookId === undefined ? project.ManualIntervention : undefined;
  if (Title !== undefined && !nowhere) interrupt(world, begun, { Type: 'ManualIntervention', Title });
}

/** Ends a deployment by what has become of its machines; with guided failure it waits for a person instead. */
export function finishDeploymentTask(world: World, task: Task): void {
  const running = load(world, task);
  const log = task.MachineIds.flatMap((id) => resultOn(world, running, id));
  if (task.FailWith !== null) log.push({ at: world.now, category: 'Fatal', text: task.FailWith });
  const skipped = new Set(log.flatMap((line) => (line.category === 'Warning' ? (line.machineId ?? []) : [])));
  const deployedTo = task.MachineIds.filter((id) => !skipped.has(id));
  const failed = log.some(({ category }) => category === 'Error' || category === 'Fatal');
  world.store.put('deployments', { ...running.deployment, DeployedToMachineIds: deployedTo });
  if (failed && running.deployment.UseGuidedFailure) askForGuidance(world, task, log);
  else concludeDeployment(world, task, { succeeded: !failed, log });
}

export function concludeDeployment(
  world: World,
  task: Task,
  end: { succeeded: boolean; log: LogLine[] },
): void {
  const running = load(world, task);
  if (!end.succeeded) world.store.put('deployments', { ...running.deployment, FailureEncountered: true });
  completeTask(world, task, {
    state: end.succeeded ? 'Success' : 'Failed',
    message: end.succeeded ? '' : FAILED,
    log: end.log,
  });
  audit(world, load(world, task), end.succeeded ? 'Succeeded' : 'Failed');
}

function load(world: World, task: Task): Running {
  const deployment = world.store.get('deployments', task.DeploymentId ?? '');
  const project = world.store.get('projects', task.ProjectId ?? '');
  if (!deployment || !project) throw new Error(`${task.Id} has no deployment or project`);
  return { task, deployment, project };
}

function chooseTargets(
  world: World,
  { deployment, project }: Running,
): { deployTo: Target[]; log: LogLine[] } {
  const log: LogLine[] = [];
  const skip = (target: Target, why: string) =>
    log.push({ at: world.now, category: 'Warning', text: `${target.Name} is skipped: ${why}.` });
  const { SkipMachineBehavior, ExcludeUnhealthyTargets } = project.ProjectConnectivityPolicy;
  const deployTo = targetsOf(world, deployment, project).filter((target) => {
    const silent = !isReachable(contactEndpoint(world, target.Endpoint));
    if (silent && SkipMachineBehavior === 'SkipUnavailableMachines')
      return !skip(target, 'it does not answer');
    if (ExcludeUnhealthyTargets && target.HealthStatus === 'Unhealthy')
      return !skip(target, 'it is unhealthy');
    return true;
  });
  return { deployTo, log };
}

type MachineLine = LogLine & { machineId?: string };

/** A deleted machine always fails the deployment; one that does not answer is skipped if the project says so. */
function resultOn(world: World, { project }: Running, id: string): MachineLine[] {
  const at = world.now;
  const target = world.store.get('machines', id);
  if (!target) return [{ at, category: 'Error', text: `${id} was deleted during the deployment.` }];
  if (isReachable(contactEndpoint(world, target.Endpoint)))
    return [{ at, category: 'Info', text: `Deployed to ${target.Name}.` }];
  const text = `${target.Name} does not answer.`;
  const skips = project.ProjectConnectivityPolicy.SkipMachineBehavior === 'SkipUnavailableMachines';
  return [{ at, category: skips ? 'Warning' : 'Error', text, machineId: id }];
}

function askForGuidance(world: World, task: Task, log: LogLine[]): void {
  const Title = 'The deployment failed and guided failure is on: abort, retry or ignore?';
  interrupt(world, task, { Type: 'GuidedFailure', Title, log });
}

export function span(world: World, task: Task, machines: number): number {
  const { deployment, perMachine, seed } = world.settings;
  return draw(deployment, seed, 'deployment', task.Id, machines) + perMachine * machines;
}

function audit(world: World, { deployment, task }: Running, what: 'Started' | 'Succeeded' | 'Failed'): void {
  const category = `${deployment.RunbookId === undefined ? 'Deployment' : 'RunbookRun'}${what}`;
  record(world, {
    category,
    spaceId: deployment.SpaceId,
    message: `${category} ${deployment.Name}`,
    related: [
      deployment.Id,
      deployment.ProjectId,
      deployment.EnvironmentId,
      deployment.ReleaseId,
      task.Id,
      ...deployment.DeployedToMachineIds,
    ],
    by: 'server',
    facts: {
      deploymentId: deployment.Id,
      projectId: deployment.ProjectId,
      environmentId: deployment.EnvironmentId,
      releaseId: deployment.ReleaseId,
      machineIds: deployment.DeployedToMachineIds,
    },
  });
}
