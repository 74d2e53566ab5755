import { faultsFor } from '../faults/apply-faults.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { isKept } from './instance-state.ts';
import { spoiled } from './creation-faults.ts';
import { newInstance } from './new-instance.ts';
import { surplusFor } from './overprovision.ts';
import { isFlexible } from './scale-set-state.ts';

/** What a scale-out will do, all of it decided when it is accepted. */
export interface Growth {
  /** The ones to stay and the ones over-provisioning will discard. */
  instances: InstanceRecord[];
  /** When the operation ends: all that stay are provisioned, or it has failed. */
  settlesAt: number;
  error?: { code: string; message: string };
}

/** Plans `count` more instances; counts the faults that hit, changes nothing else. */
export function planGrowth(
  world: World,
  scaleSet: ScaleSetRecord,
  plan: { count: number; now: number },
): Growth {
  const { count, now } = plan;
  if (count === 0) return { instances: [], settlesAt: now };
  const refused = allocationFault(world, scaleSet);
  if (refused) return { instances: [], settlesAt: now + 20 * SECOND, error: refused };
  const nextZone = zonesInTurn(world, scaleSet, now);
  const born = Array.from({ length: count + surplusFor(scaleSet, count) }, (_, offset) =>
    birth(world, scaleSet, { index: scaleSet.nextIndex + offset, now, ...nextZone() }),
  );
  const abandoned = born.filter(({ deletingAt }) => deletingAt !== undefined);
  const second = abandoned.map(({ goneAt = now }, offset) =>
    birth(world, scaleSet, { index: scaleSet.nextIndex + born.length + offset, now: goneAt }),
  );
  const staying = born.filter((instance) => !abandoned.includes(instance));
  const growth = settled(world, { born: [...staying, ...second], count, now });
  return { ...growth, instances: [...growth.instances, ...abandoned] };
}

/** A machine that is created at a time, as the faults that hit it leave it. */
export function birth(
  world: World,
  scaleSet: ScaleSetRecord,
  at: { index: number; now: number; zone?: string },
): InstanceRecord {
  const seconds = world.chance.between(world.settings.readySeconds, scaleSet.uniqueId, at.index, 'ready');
  const instance = newInstance(world, scaleSet, {
    ...at,
    provisionedAt: Math.round(at.now + seconds * SECOND),
  });
  return spoiled(world, scaleSet, instance);
}

/** Each call names the zone with the fewest instances, those named before included; nothing for a set without zones. */
function zonesInTurn(
  world: World,
  { key, zones = [] }: ScaleSetRecord,
  now: number,
): () => { zone?: string } {
  const counts = new Map(zones.map((zone) => [zone, 0]));
  for (const instance of world.store.instances.group(key))
    if (instance.zone !== undefined && isKept(instance, now)) add(counts, instance.zone);
  return () => {
    const [fewest] = [...counts].sort(([, a], [, b]) => a - b);
    if (!fewest) return {};
    add(counts, fewest[0]);
    return { zone: fewest[0] };
  };
}

function add(counts: Map<string, number>, zone: string): void {
  counts.set(zone, (counts.get(zone) ?? 0) + 1);
}

/** The quickest stay; the operation ends with the slowest of them, and the rest is discarded then. */
function settled(world: World, plan: { born: InstanceRecord[]; count: number; now: number }): Growth {
  const { born, count, now } = plan;
  const quickest = [...born].sort((a, b) => quality(a) - quality(b) || a.index - b.index);
  const kept = new Set(quickest.slice(0, count).map((instance) => instance.key));
  const timeout = now + world.settings.provisioningTimeoutSeconds * SECOND;
  const ends = born.filter(({ key }) => kept.has(key)).map((instance) => endOf(instance, timeout));
  const settlesAt = Math.max(...ends.map((end) => end.at));
  const error = ends.find((end) => end.error)?.error;
  const overprovisioned = born.length > count;
  const instances = born.map((instance) => {
    if (!kept.has(instance.key)) return discarded(world, instance, settlesAt);
    return overprovisioned ? straggler(world, instance, settlesAt) : instance;
  });
  return { instances, settlesAt, ...(error && { error }) };
}

/** Failed instances are the first that over-provisioning discards. */
function quality(instance: InstanceRecord): number {
  if (failsWhileCreated(instance)) return Number.MAX_SAFE_INTEGER;
  return instance.provisionedAt ?? Number.MAX_SAFE_INTEGER;
}

function failsWhileCreated({ failure, provisionedAt }: InstanceRecord): boolean {
  return failure !== undefined && (provisionedAt === null || failure.at <= provisionedAt);
}

function endOf(
  instance: InstanceRecord,
  timeout: number,
): { at: number; error?: { code: string; message: string } } {
  if (instance.failure && failsWhileCreated(instance))
    return {
      at: instance.failure.at,
      error: { code: instance.failure.code, message: instance.failure.message },
    };
  if (instance.provisionedAt !== null && instance.provisionedAt <= timeout)
    return { at: instance.provisionedAt };
  return {
    at: timeout,
    error: {
      code: 'OSProvisioningTimedOut',
      message: `OS Provisioning for VM '${instance.computerName}' did not finish in the allotted time.`,
    },
  };
}

function discarded(world: World, instance: InstanceRecord, at: number): InstanceRecord {
  const seconds = world.chance.between(world.settings.surplusNetworkSeconds, instance.vmId, 'surplus');
  return { ...instance, surplusAt: at, goneAt: Math.round(at + seconds * SECOND) };
}

/** Some of the survivors go on reading `Updating` for a while after the set has settled. */
function straggler(world: World, instance: InstanceRecord, settlesAt: number): InstanceRecord {
  if (instance.readyAt === null || world.chance.draw(instance.vmId, 'straggles') > 0.4) return instance;
  const seconds = world.chance.between(world.settings.stragglerSeconds, instance.vmId, 'straggler');
  return { ...instance, readyAt: Math.round(settlesAt + seconds * SECOND) };
}

function allocationFault(
  world: World,
  scaleSet: ScaleSetRecord,
): { code: string; message: string } | undefined {
  const effect = faultsFor(world.store, 'finish', { operation: 'allocate', resource: scaleSet.key }).find(
    (found) => found.finish === 'allocationFailed',
  );
  if (!effect) return undefined;
  const zonal = scaleSet.zones !== undefined && !isFlexible(scaleSet);
  return {
    code: effect.code ?? (zonal ? 'ZonalAllocationFailed' : 'AllocationFailed'),
    message:
      effect.message ??
      'Allocation failed. We do not have sufficient capacity for the requested VM size in this region.',
  };
}
