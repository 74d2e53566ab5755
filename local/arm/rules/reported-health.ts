import { isObject, listAt, textAt, type JsonObject } from '../json.ts';
import type { HealthState, InstanceRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { applicationOf } from './application.ts';
import { healthState } from './instance-state.ts';

/**
 * What the application health extension, or the probe, says of a machine: what the side door set, else how its application
 * answers. `undefined`: nothing worse than healthy, or nobody watches.
 */
export function reportedHealth(world: World, instance: InstanceRecord, now: number): HealthState | undefined {
  const set = healthState(instance, now);
  if (set !== undefined || world.store.applications.size === 0) return set;
  const scaleSet = world.store.scaleSets.get(instance.scaleSet);
  if (!scaleSet || !reportsHealth(scaleSet)) return undefined;
  const { state } = applicationOf(world, scaleSet, { instance, now });
  return state === 'well' ? undefined : sickness(scaleSet);
}

/** Unhealthy, or with the extension's rich states unknown; not while nobody watches. */
export function isReportedSick(world: World, instance: InstanceRecord, now: number): boolean {
  const state = reportedHealth(world, instance, now);
  if (state !== 'unknown') return state === 'unhealthy';
  const scaleSet = world.store.scaleSets.get(instance.scaleSet);
  return scaleSet !== undefined && hasHealthExtension(scaleSet);
}

function hasHealthExtension(scaleSet: ScaleSetRecord): boolean {
  return healthExtension(scaleSet) !== undefined;
}

/** Something tells the service whether an instance is well: a probe, or one of the health extensions. */
export function reportsHealth(scaleSet: ScaleSetRecord): boolean {
  const probe = ['virtualMachineProfile', 'networkProfile', 'healthProbe', 'id'];
  return textAt(scaleSet.properties, ...probe) !== undefined || hasHealthExtension(scaleSet);
}

/** Since its version 2 the extension calls what does not answer with a state of its own unknown. */
function sickness(scaleSet: ScaleSetRecord): HealthState {
  const version = textAt(healthExtension(scaleSet), 'properties', 'typeHandlerVersion') ?? '1.0';
  return version.startsWith('1.') ? 'unhealthy' : 'unknown';
}

function healthExtension({ properties }: ScaleSetRecord): JsonObject | undefined {
  return listAt(properties, 'virtualMachineProfile', 'extensionProfile', 'extensions')
    .filter(isObject)
    .find((one) => /^ApplicationHealth(Linux|Windows)$/i.test(textAt(one, 'properties', 'type') ?? ''));
}
