import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { Readiness } from '../../ports/rollout.ts';
import { fitToShow } from '../../wire/fit-to-show.ts';
import { type FleetCloud, readSet } from './fleet-cloud.ts';
import { type Instance, listInstances } from './instances.ts';

/** What the list, the power state and, where the set has it, the application health show. Two calls and a page each. */
export async function readReadiness(cloud: FleetCloud, unit: string): Promise<Readiness> {
  const set = await readSet(cloud, unit);
  if (!set) return { size: 0, ready: 0, failed: [], waitingFor: [] };
  const instances = await listInstances(cloud, unit, set);
  return readinessOf(instances, reportsHealth(set));
}

/** Whether the machines of a set tell how the application is: by an extension, or a probe of the load balancer. */
export function reportsHealth({ virtualMachineProfile }: VirtualMachineScaleSet): boolean {
  const extensions = virtualMachineProfile?.extensionProfile?.extensions ?? [];
  return extensions.some(({ typePropertiesType }) =>
    /^ApplicationHealth(?:Linux|Windows)$/i.test(typePropertiesType ?? ''),
  );
}

export function readinessOf(instances: Instance[], withHealth: boolean): Readiness {
  const judged = instances.map((instance) => ({ instance, why: standing(instance, withHealth) }));
  const failed = judged.flatMap(({ instance: { name, failure } }) =>
    failure === undefined ? [] : [{ name, reason: fitToShow(failure) }],
  );
  const waitingFor = judged.flatMap(({ instance: { name, failure }, why }) =>
    failure !== undefined || why === undefined ? [] : [{ name, reason: why }],
  );
  return {
    size: instances.length,
    ready: instances.length - failed.length - waitingFor.length,
    failed,
    waitingFor,
  };
}

/** Why a machine is not ready yet; `undefined`: it is. */
function standing({ provisioningState, power, health }: Instance, withHealth: boolean): string | undefined {
  if (provisioningState !== 'Succeeded') return `it is ${provisioningState || 'in no state'}`;
  if (power === undefined) return 'its power state is not known yet';
  if (power !== 'running') return `it is ${power}`;
  if (!withHealth || health === 'healthy') return undefined;
  return health === undefined ? 'its application has not reported yet' : `its application is ${health}`;
}
