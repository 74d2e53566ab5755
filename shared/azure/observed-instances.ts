import type { InstanceViewStatus, VirtualMachine, VirtualMachineScaleSetVM } from '@azure/arm-compute';
import type { ObservedInstance } from '../ports/scale-sets.ts';
import { azureUnreadableAnswer } from './arm-errors.ts';

/** A Uniform set's instance. */
export function uniformInstance(vm: VirtualMachineScaleSetVM): ObservedInstance {
  const { id, instanceId } = vm;
  if (!id || !instanceId) throw azureUnreadableAnswer('an instance without its id');
  const name = vm.name ?? instanceId;
  return {
    vmId: vm.vmId ?? '',
    resourceId: id,
    instanceId,
    name,
    computerName: vm.osProfile?.computerName ?? name,
    provisioningState: vm.provisioningState ?? '',
    ...viewOf(vm.instanceView?.statuses),
    ...originOf(vm),
  };
}

/** A Flexible set's instance is a VM of its own; its name is its instance id. */
export function flexibleInstance(vm: VirtualMachine): ObservedInstance {
  const { id, name } = vm;
  if (!id || !name) throw azureUnreadableAnswer('a virtual machine without its id');
  return {
    vmId: vm.vmId ?? '',
    resourceId: id,
    instanceId: name,
    name,
    computerName: vm.osProfile?.computerName ?? name,
    provisioningState: vm.provisioningState ?? '',
    ...viewOf(vm.instanceView?.statuses),
    ...originOf(vm),
  };
}

type Origin = Pick<ObservedInstance, 'disk' | 'createdAt'>;

/** A reimaged machine keeps its vmId, but not its system disk. */
function originOf({ storageProfile, timeCreated }: VirtualMachine | VirtualMachineScaleSetVM): Origin {
  const disk = storageProfile?.osDisk?.managedDisk?.id ?? storageProfile?.osDisk?.name;
  return {
    ...(disk ? { disk: disk.toLowerCase() } : {}),
    ...(timeCreated ? { createdAt: timeCreated.toISOString() } : {}),
  };
}

const POWER = /^PowerState\/(.+)$/i;
const HIBERNATED = /^HibernationState\/Hibernated$/i;
const PROVISIONED = /^ProvisioningState\/succeeded$/i;

/** What the instance view tells beyond the provisioning state; not every instance has one yet. */
function viewOf(statuses: InstanceViewStatus[] = []): Pick<ObservedInstance, 'power' | 'provisionedAt'> {
  const codes = statuses.map(({ code }) => code ?? '');
  const power = codes.some((code) => HIBERNATED.test(code))
    ? 'hibernated'
    : codes.flatMap((code) => POWER.exec(code)?.[1] ?? [])[0];
  const time = statuses.find(({ code }) => PROVISIONED.test(code ?? ''))?.time;
  return {
    ...(power ? { power: power.toLowerCase() } : {}),
    ...(time ? { provisionedAt: time.toISOString() } : {}),
  };
}

/** Guards against a service that ignored the filter: other people's VMs are never ours. */
export function belongsTo(scaleSetId: string): (vm: VirtualMachine) => boolean {
  const wanted = scaleSetId.toLowerCase();
  return (vm) => vm.virtualMachineScaleSet?.id?.toLowerCase() === wanted;
}
