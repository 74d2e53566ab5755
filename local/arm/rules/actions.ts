import { faultsFor } from '../faults/apply-faults.ts';
import { objectAt } from '../json.ts';
import type { InstanceRecord, PowerState, ScaleSetRecord } from '../records.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { extensionFailing, failing } from './creation-faults.ts';
import { openVersion } from './image-version.ts';
import { latest } from './instance-state.ts';

/** What an action does to a machine: the power state while it runs and after, and whether it brings the latest model. */
interface Effect {
  during: PowerState;
  after: PowerState;
  reimages?: boolean;
}

export type ActionName =
  'start' | 'powerOff' | 'restart' | 'deallocate' | 'redeploy' | 'reimage' | 'reimageall';

const EFFECTS: Record<ActionName, Effect> = {
  start: { during: 'starting', after: 'running' },
  powerOff: { during: 'stopping', after: 'stopped' },
  restart: { during: 'starting', after: 'running' },
  deallocate: { during: 'deallocating', after: 'deallocated' },
  redeploy: { during: 'starting', after: 'running' },
  reimage: { during: 'stopping', after: 'running', reimages: true },
  reimageall: { during: 'stopping', after: 'running', reimages: true },
};

/** Starts an action on instances; each reads `Updating` until it is done. Returns when the last is done. */
export function act(
  world: World,
  scaleSet: Pick<ScaleSetRecord, 'modelVersion' | 'properties'>,
  { instances, action, now }: { instances: InstanceRecord[]; action: ActionName; now: number },
): number {
  const newest = openVersion(
    world,
    objectAt(scaleSet.properties, 'virtualMachineProfile', 'storageProfile', 'imageReference'),
  );
  const image = newest === undefined ? {} : { image: newest };
  return instances.reduce((end, instance) => {
    const until = now + duration(world, { instance, action, now });
    world.store.instances.put(acted(scaleSet, instance, { effect: EFFECTS[action], now, until, image }));
    return Math.max(end, until);
  }, now);
}

/** How long something takes on one instance, in milliseconds of the clock. */
export function duration(
  world: World,
  { instance, action, now }: { instance: InstanceRecord; action: string; now: number },
): number {
  const seconds = world.chance.between(world.settings.actionSeconds, instance.vmId, action, now);
  return Math.round(seconds * SECOND);
}

function acted(
  scaleSet: Pick<ScaleSetRecord, 'modelVersion' | 'properties'>,
  instance: InstanceRecord,
  { effect, now, until, image }: { effect: Effect; now: number; until: number; image: { image?: string } },
): InstanceRecord {
  const power = latest(instance.power, now);
  const applied = effect.reimages
    ? [...instance.applied, { ...image, version: scaleSet.modelVersion, at: until, reimaged: true as const }]
    : instance.applied;
  const { failure, extensionFailure, ...rest } = instance;
  const healed = effect.reimages || failure === undefined || failure.at > now;
  return {
    ...rest,
    ...(failure && !(effect.reimages && healed) && { failure }),
    ...(extensionFailure && !effect.reimages && { extensionFailure }),
    etag: instance.etag + 1,
    applied,
    power: [...(power ? [power] : []), { state: effect.during, at: now }, { state: effect.after, at: until }],
    updating: { from: now, until },
  };
}

/** The instance as the faults that hit its upgrade leave it. */
export function spoiledUpgrade(world: World, instance: InstanceRecord, until: number): InstanceRecord {
  const effects = faultsFor(world.store, 'finish', {
    operation: 'upgradeInstance',
    resource: instance.scaleSet,
    instance: instance.id,
  });
  return effects.reduce((spoiled, effect) => {
    if (effect.finish === 'failLater') return failing(spoiled, until + effect.afterSeconds * SECOND);
    if (effect.finish === 'extensionFailed')
      return extensionFailing(spoiled, { at: until, name: effect.extension ?? 'CustomScript' });
    return spoiled;
  }, instance);
}
