import { textAt } from '../json.ts';
import type { AppliedModel, InstanceRecord, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { spoiledUpgrade } from './actions.ts';
import { appliedVersion } from './instance-state.ts';
import { keptInstances } from './resize.ts';

/** When an upgrade of instances ends, and what became of it when one of them failed. */
export interface Upgraded {
  endsAt: number;
  error?: { code: string; message: string };
}

/** What a new model starts by itself: with `Automatic` all instances take it at once; otherwise they wait. */
export function rollModel(world: World, scaleSet: ScaleSetRecord, now: number): Upgraded {
  if (textAt(scaleSet.properties, 'upgradePolicy', 'mode') !== 'Automatic') return { endsAt: now };
  return upgradeInstances(world, scaleSet, { instances: keptInstances(world, scaleSet.key, now), now });
}

/** With mode `Rolling` a new model is rolled out in batches. */
export function rollsByItself(scaleSet: ScaleSetRecord): boolean {
  return textAt(scaleSet.properties, 'upgradePolicy', 'mode') === 'Rolling';
}

/** Brings instances to the set's latest model; those that have it are left alone. */
export function upgradeInstances(
  world: World,
  scaleSet: ScaleSetRecord,
  { instances, now }: { instances: InstanceRecord[]; now: number },
): Upgraded {
  return instances.reduce<Upgraded>(
    (sofar, instance) => {
      if (appliedVersion(instance, now) === scaleSet.modelVersion) return sofar;
      const { failure, updating } = upgradeOne(world, scaleSet, { instance, now });
      const endsAt = Math.max(sofar.endsAt, updating.until);
      // A failure from before is the instance's own; one yet to come is found out later.
      const fails = failure !== undefined && failure !== instance.failure && failure.at <= updating.until;
      if (!fails || sofar.error) return { ...sofar, endsAt };
      return { endsAt, error: { code: failure.code, message: failure.message } };
    },
    { endsAt: now },
  );
}

function upgradeOne(
  world: World,
  { modelVersion: version }: ScaleSetRecord,
  { instance, now }: { instance: InstanceRecord; now: number },
): InstanceRecord & { updating: { from: number; until: number } } {
  const seconds = world.chance.between(world.settings.actionSeconds, instance.vmId, 'upgrade', version);
  const updating = { from: now, until: now + Math.round(seconds * SECOND) };
  const next = spoiledUpgrade(world, upgraded(instance, { ...updating, version }), updating.until);
  world.store.instances.put(next);
  return { ...next, updating };
}

/** The instance with a window in which it reads `Updating`, and the version it has after that. */
export function upgraded(
  instance: InstanceRecord,
  { from, until, ...model }: { from: number; until: number } & Omit<AppliedModel, 'at'>,
): InstanceRecord {
  const applied = instance.applied.filter(({ at }) => at <= from);
  return {
    ...instance,
    etag: instance.etag + 1,
    updating: { from, until },
    applied: [...applied, { ...model, at: until }],
  };
}
