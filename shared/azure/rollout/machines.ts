import type { UnitMachine } from '../../ports/rollout.ts';
import { addressesByVm } from '../machine-addresses.ts';
import { type FleetCloud, readSet } from './fleet-cloud.ts';
import { listInstances } from './instances.ts';
import { listInterfaces } from './interfaces.ts';

/** A unit's machines with their primary private addresses. Two lists and a read. */
export async function readMachines(cloud: FleetCloud, unit: string): Promise<UnitMachine[]> {
  const set = await readSet(cloud, unit);
  if (!set) return [];
  const instances = await listInstances(cloud, unit, set);
  const addresses = addressesByVm(await listInterfaces(cloud, unit, set));
  return instances.map(({ name, resourceId }) => {
    const { privateIp } = addresses.get(resourceId.toLowerCase()) ?? {};
    return { name, ...(privateIp === undefined ? {} : { privateIp }) };
  });
}

/** What the application health extension reports, of all machines. */
export async function readHealth(
  cloud: FleetCloud,
  unit: string,
): Promise<{ healthy: number; unhealthy: string[]; unknown: number }> {
  const set = await readSet(cloud, unit);
  const instances = set ? await listInstances(cloud, unit, set) : [];
  const healthy = instances.filter(({ health }) => health === 'healthy').length;
  const unhealthy = instances.filter(({ health }) => health === 'unhealthy').map(({ name }) => name);
  return { healthy, unhealthy, unknown: instances.length - healthy - unhealthy.length };
}
