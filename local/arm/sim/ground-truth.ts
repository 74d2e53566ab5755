import { resourceId, SCALE_SETS } from '../ids.ts';
import type { InstanceRecord, PowerState, ScaleSetRecord } from '../records.ts';
import { type Application, applicationOf } from '../rules/application.ts';
import {
  appliedVersion,
  isAbsent,
  isListed,
  powerState,
  provisioningState,
  type ProvisioningState,
  timesReimaged,
} from '../rules/instance-state.ts';
import { isDeleted, isFlexible } from '../rules/scale-set-state.ts';
import { reached } from '../times.ts';
import type { World } from '../world.ts';

/** Everything true of one instance, also what no client can see. Times are milliseconds since the epoch. */
export interface InstanceTruth {
  /** Resource id of its set. */
  scaleSet: string;
  orchestrationMode: 'Uniform' | 'Flexible';
  /** Instance id, or VM name when Flexible. */
  id: string;
  name: string;
  vmId: string;
  computerName: string;
  privateIp: string;
  provisioningState: ProvisioningState;
  powerState: PowerState;
  /** In the VM list now. */
  listed: boolean;
  /** Discarded by over-provisioning, or to be discarded once the set settles. */
  surplus: boolean;
  /** Its machine is up: provisioned, running and not gone; what a tentacle on it needs. */
  running: boolean;
  createdAt: number;
  provisionedAt: number | null;
  readyAt: number | null;
  deletingAt: number | null;
  goneAt: number | null;
  zone: string | null;
  latestModel: boolean;
  /** How often it was reimaged: each time nothing of before is left on it. */
  timesReimaged: number;
  /** The application on it: of which image, and how it answers. */
  application: Application;
}

/** Made once: of a thousand instances, comparing by a locale of its own each time takes longer than all the rest. */
const BY_NUMBER = new Intl.Collator('en', { numeric: true });

/** Instances of one set, or of all: those that still exist for somebody. */
export function groundTruth(world: World, now: number, scaleSet?: string): InstanceTruth[] {
  const sets =
    scaleSet === undefined ? [...world.store.scaleSets.values()] : [world.store.scaleSets.get(scaleSet)];
  return sets.flatMap((record) => {
    if (!record || isDeleted(world.store, record, now)) return [];
    const truths: InstanceTruth[] = [];
    for (const instance of world.store.instances.group(record.key))
      if (!isAbsent(instance, now)) truths.push(truthOf(world, record, { instance, now }));
    return truths.sort((a, b) => a.createdAt - b.createdAt || BY_NUMBER.compare(a.id, b.id));
  });
}

function truthOf(
  world: World,
  scaleSet: ScaleSetRecord,
  { instance, now }: { instance: InstanceRecord; now: number },
): InstanceTruth {
  const flexible = isFlexible(scaleSet);
  const power = powerState(instance, now);
  return {
    scaleSet: resourceId(scaleSet, SCALE_SETS, scaleSet.name),
    orchestrationMode: flexible ? 'Flexible' : 'Uniform',
    id: instance.id,
    name: flexible ? instance.id : `${scaleSet.name}_${instance.id}`,
    vmId: instance.vmId,
    computerName: instance.computerName,
    privateIp: instance.privateIp,
    provisioningState: provisioningState(instance, now),
    powerState: power,
    listed: isListed(instance, now),
    surplus: instance.surplusAt !== undefined,
    running: isRunning(instance, now) && power === 'running',
    createdAt: instance.createdAt,
    provisionedAt: instance.provisionedAt,
    readyAt: instance.readyAt,
    deletingAt: instance.deletingAt ?? null,
    goneAt: instance.goneAt ?? null,
    zone: instance.zone ?? null,
    latestModel: appliedVersion(instance, now) === scaleSet.modelVersion,
    timesReimaged: timesReimaged(instance, now),
    application: applicationOf(world, scaleSet, { instance, now }),
  };
}

/** A discarded instance stops with the settling of its set, although the network side still knows it. */
function isRunning(instance: InstanceRecord, now: number): boolean {
  return reached(instance.provisionedAt, now) && isListed(instance, now);
}
