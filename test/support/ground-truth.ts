import type { Deployment, Target } from '../../local/octopus-server/model.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { thumbprintsOf, type Vm } from './witness.ts';
import { INSTALLATION, type World } from './world.ts';

/** The comment of a deployment that a person makes in Octopus itself. */
export const BY_HAND = 'by hand';

/** A deployment as Octopus has it, with the VMs that it names. */
export interface Told {
  id: string;
  project: string;
  version: string;
  /** Names of the VMs, sorted. */
  to: string[];
  taskId: string;
  at: number;
}

/** Ready VMs of a fleet's scale set, as Azure would list them now. */
export function readyVms({ outside, witness }: World, fleet: string): Vm[] {
  const ready = outside.arm.sim
    .instances(scaleSetId(fleet))
    .filter(({ listed, provisioningState }) => listed && provisioningState === 'Succeeded')
    .map(({ vmId }) => vmId);
  return witness.vms().filter(({ vmId }) => ready.includes(vmId));
}

/** The deployment targets that stand for a VM, and belong to a fleet. */
export function targetsOf({ outside, witness }: World, vm: Vm, fleet: string): Target[] {
  const thumbprint = witness.certificateOf(vm);
  return ownedTargets({ outside }, fleet).filter((target) => target.Thumbprint === thumbprint);
}

/** The role that marks a fleet's own targets. */
export function markOf(fleet: string, installation = INSTALLATION): string {
  return `fleet-conductor.${installation}.${fleet}`;
}

/** The targets marked as a fleet's own. */
export function ownedTargets({ outside }: Pick<World, 'outside'>, fleet: string): Target[] {
  return outside.octopus.sim.list('machines').filter(({ Roles }) => Roles.includes(markOf(fleet)));
}

/** The VMs, by name, that each machine id ever stood for: the certificate says who it was, or of a cloud region the name. */
export function vmsByMachine({ outside, witness }: World): Map<string, Vm> {
  const vms = new Map(witness.vms().flatMap((vm) => thumbprintsOf(vm).map((one) => [one, vm] as const)));
  const byOurName = new Map<string, Vm>(
    witness.vms().map((vm) => [`${vm.record.computerName}-${vm.vmId.slice(0, 8)}`, vm] as const),
  );
  const known = outside.octopus.sim.history().filter(({ what }) => what === 'Created' || what === 'Modified');
  return new Map(
    known.flatMap(({ facts }) => {
      const vm = vms.get(String(facts['thumbprint'])) ?? byOurName.get(String(facts['name']));
      return vm ? [[String(facts['machineId']), vm] as const] : [];
    }),
  );
}

/** Deployments that the app asked for, oldest first. */
export function ourDeployments(world: World): Told[] {
  return world.outside.octopus.sim
    .list('deployments')
    .filter(isOurs)
    .map((one) => told(world, one));
}

/** Every successful deployment, anybody's, in the order in which they were made: which machines it reached. */
export function successes({
  outside,
}: World): { project: string; release: string; machineIds: string[]; id: string; at: number }[] {
  const states = taskStates({ outside });
  return outside.octopus.sim
    .list('deployments')
    .filter(({ TaskId }) => states.get(TaskId) === 'Success')
    .map(({ Id, ProjectId, RunbookId, ReleaseId, DeployedToMachineIds, Created }) => ({
      id: Id,
      at: Created,
      project: RunbookId ?? ProjectId,
      release: ReleaseId,
      machineIds: DeployedToMachineIds,
    }));
}

function isOurs({ Comments }: Deployment): boolean {
  return Comments.includes('[fleet-conductor:');
}

function told(world: World, deployment: Deployment): Told {
  const { sim } = world.outside.octopus;
  const names = vmsByMachine(world);
  const release = sim.list('releases').find(({ Id }) => Id === deployment.ReleaseId);
  const project = sim.list('projects').find(({ Id }) => Id === deployment.ProjectId);
  const snapshot = sim.list('runbooksnapshots').find(({ Id }) => Id === deployment.ReleaseId);
  const runbook = sim.list('runbooks').find(({ Id }) => Id === deployment.RunbookId);
  return {
    id: deployment.Id,
    project: [project?.Name ?? '', ...(runbook ? [runbook.Name] : [])].join(': '),
    version: release?.Version ?? snapshot?.Name ?? '',
    to: deployment.SpecificMachineIds.map((id) => names.get(id)?.name ?? id).sort(byNumber),
    taskId: deployment.TaskId,
    at: deployment.Created,
  };
}

function taskStates({ outside }: Pick<World, 'outside'>): Map<string, string> {
  return new Map(outside.octopus.sim.list('tasks').map(({ Id, State }) => [Id, State]));
}

/** `web_9` before `web_10`. */
export function byNumber(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
