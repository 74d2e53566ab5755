import type { VirtualMachine, VirtualMachineScaleSet, VirtualMachineScaleSetVM } from '@azure/arm-compute';
import { allPages } from '../all-pages.ts';
import { armCall } from '../arm-call.ts';
import { azureUnreadableAnswer } from '../arm-errors.ts';
import { belongsTo } from '../observed-instances.ts';
import { type FleetCloud, idOfUnit } from './fleet-cloud.ts';

/** A unit's machine of either mode, with what its instance view says. */
export interface Instance {
  /** What it is called in a request: its number, or its name. */
  instanceId: string;
  name: string;
  resourceId: string;
  provisioningState: string;
  /** Such as `running`; absent before there is a view. */
  power: string | undefined;
  /** Of the application health extension: `healthy`, `unhealthy`, `initializing`, `unknown`. */
  health: string | undefined;
  /** What failed, in Azure's words. */
  failure: string | undefined;
}

export function isFlexible({ orchestrationMode }: VirtualMachineScaleSet): boolean {
  return orchestrationMode === 'Flexible';
}

/** All machines, those on their way out too. One call a page, the same for both modes. */
export async function listInstances(
  cloud: FleetCloud,
  unit: string,
  set: VirtualMachineScaleSet,
): Promise<Instance[]> {
  const { clients, base } = cloud;
  const { virtualMachineScaleSetVMs, virtualMachines } = clients.compute;
  const expand = 'instanceView';
  if (!isFlexible(set)) {
    const list = () => allPages(virtualMachineScaleSetVMs.list(base.resourceGroup, unit, { expand }));
    return (await armCall(list)).value.map(instanceOf);
  }
  const id = idOfUnit(cloud, unit);
  const filter = `'virtualMachineScaleSet/id' eq '${id}'`;
  const list = () => allPages(virtualMachines.list(base.resourceGroup, { filter, expand }));
  return (await armCall(list)).value.filter(belongsTo(id)).map(instanceOf);
}

type Shown = VirtualMachine | VirtualMachineScaleSetVM;

function instanceOf(shown: Shown): Instance {
  const { id, name, provisioningState = '', instanceView } = shown;
  const instanceId = numberOf(shown) ?? name;
  if (!id || !instanceId) throw azureUnreadableAnswer('an instance without its id');
  const health = instanceView?.vmHealth?.status;
  return {
    instanceId,
    name: name ?? instanceId,
    resourceId: id,
    provisioningState,
    power: codeAfter(instanceView?.statuses, 'PowerState/'),
    health: codeAfter(health && [health], 'HealthState/'),
    failure: failureOf(shown),
  };
}

function numberOf(shown: Shown): string | undefined {
  return 'instanceId' in shown ? shown.instanceId : undefined;
}

type Statuses = { code?: string; displayStatus?: string; message?: string }[];

function codeAfter(statuses: Statuses = [], prefix: string): string | undefined {
  const code = statuses.map((status) => status.code ?? '').find((text) => text.startsWith(prefix));
  return code?.slice(prefix.length).toLowerCase();
}

const FAILED = /^ProvisioningState\/failed/i;

/** The machine itself, or one of its extensions, has failed: waiting does not mend it. */
function failureOf({ provisioningState, instanceView }: Shown): string | undefined {
  for (const { name, statuses } of instanceView?.extensions ?? []) {
    const said = failureIn(statuses);
    if (said !== undefined) return `extension ${name}: ${said}`;
  }
  const said = failureIn(instanceView?.statuses);
  return said ?? (provisioningState === 'Failed' ? 'provisioning failed' : undefined);
}

function failureIn(statuses: Statuses = []): string | undefined {
  const bad = statuses.find(({ code }) => FAILED.test(code ?? ''));
  return bad && (bad.message ?? bad.displayStatus ?? 'failed');
}
