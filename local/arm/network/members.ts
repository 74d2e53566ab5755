import { listAt, textAt } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { appliedVersion, healthState, isAbsent, isListed, powerState } from '../rules/instance-state.ts';
import { isDeleted, isFlexible } from '../rules/scale-set-state.ts';
import type { Collection } from '../store/collection.ts';
import { reached } from '../times.ts';
import { flexibleNicId, nicConfiguration, uniformNicId } from '../views/nic-body.ts';
import type { World } from '../world.ts';

/** One network interface configuration that is in a backend pool. */
export interface PoolMember {
  scaleSet: ScaleSetRecord;
  instance: InstanceRecord;
  /** Id of the interface's IP configuration. */
  id: string;
}

/** The members of a backend pool, by the models that the instances run; discarded instances stay until the network forgets them. */
export function poolMembers(world: World, poolId: string, now: number): PoolMember[] {
  const key = poolId.toLowerCase();
  const sets = poolIndex(world.store.scaleSets).get(key) ?? [];
  return sets.flatMap((setKey) => {
    const scaleSet = world.store.scaleSets.get(setKey);
    if (!scaleSet || isDeleted(world.store, scaleSet, now)) return [];
    return membersOf(world, scaleSet, { key, now });
  });
}

/** Whether a probe would find the machine: up, running and not reporting itself unhealthy. */
export function answersProbes(instance: InstanceRecord, now: number): boolean {
  return (
    reached(instance.provisionedAt, now) &&
    isListed(instance, now) &&
    instance.deletingAt === undefined &&
    powerState(instance, now) === 'running' &&
    (healthState(instance, now) ?? 'healthy') === 'healthy'
  );
}

function membersOf(
  world: World,
  scaleSet: ScaleSetRecord,
  { key, now }: { key: string; now: number },
): PoolMember[] {
  const configurations = new Map<number, string | undefined>();
  const members: PoolMember[] = [];
  for (const instance of world.store.instances.group(scaleSet.key)) {
    if (isAbsent(instance, now)) continue;
    const version = appliedVersion(instance, now);
    if (!configurations.has(version))
      configurations.set(version, ipConfigurationIn(scaleSet, instance, { key, now }));
    const name = configurations.get(version);
    if (name !== undefined)
      members.push({ scaleSet, instance, id: `${nicId(scaleSet, instance, now)}/ipConfigurations/${name}` });
  }
  return members.sort((a, b) => a.instance.index - b.instance.index);
}

function nicId(scaleSet: ScaleSetRecord, instance: InstanceRecord, now: number): string {
  const name = textAt(nicConfiguration(scaleSet, instance, now), 'name') ?? 'nic';
  return isFlexible(scaleSet)
    ? flexibleNicId(scaleSet, instance, name)
    : uniformNicId(scaleSet, instance, name);
}

/** The name of the IP configuration that puts the instance into the pool, if any. */
function ipConfigurationIn(
  scaleSet: ScaleSetRecord,
  instance: InstanceRecord,
  { key, now }: { key: string; now: number },
): string | undefined {
  const configuration = nicConfiguration(scaleSet, instance, now);
  for (const ip of listAt(configuration, 'properties', 'ipConfigurations'))
    if (poolsOf(ip).includes(key)) return textAt(ip, 'name');
  return undefined;
}

function poolsOf(ipConfiguration: unknown): string[] {
  return listAt(ipConfiguration, 'properties', 'loadBalancerBackendAddressPools').flatMap(
    (pool) => textAt(pool, 'id')?.toLowerCase() ?? [],
  );
}

type PoolIndex = Map<string, string[]>;
const indexes = new WeakMap<Collection<ScaleSetRecord>, { version: number; index: PoolIndex }>();

/** Pool to the sets whose models name it; rebuilt only after some set was written. */
function poolIndex(scaleSets: Collection<ScaleSetRecord>): PoolIndex {
  const known = indexes.get(scaleSets);
  if (known?.version === scaleSets.version) return known.index;
  const index: PoolIndex = new Map();
  for (const { key, models } of scaleSets.values())
    for (const pool of new Set(Object.values(models).flatMap(poolsOfModel)))
      index.set(pool, [...(index.get(pool) ?? []), key]);
  indexes.set(scaleSets, { version: scaleSets.version, index });
  return index;
}

function poolsOfModel(model: unknown): string[] {
  return listAt(model, 'networkProfile', 'networkInterfaceConfigurations').flatMap((nic) =>
    listAt(nic, 'properties', 'ipConfigurations').flatMap(poolsOf),
  );
}
