import type { VirtualMachineScaleSet } from '@azure/arm-compute';
import type { AutoscaleSettingResource } from '@azure/arm-monitor';
import { revisionPrefix } from '../../contracts/fleet.ts';
import type { Size } from '../../contracts/rollout/facets.ts';
import type { UnitSeen, World } from '../../contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../contracts/rollout/policy.ts';
import { keptSetting, usualLimits, withLimits } from './autoscale-setting.ts';
import { listSettings } from './autoscale-settings.ts';
import { checksOf } from './checks.ts';
import { type FleetCloud, idOfUnit, listSets, same } from './fleet-cloud.ts';
import { type Front, frontName, frontOf } from './front.ts';
import { type Locks, locksOn, readLocks } from './locks.ts';
import { labelsOf, revisionOf, tagOf } from './marks.ts';
import { normalized, revisionName } from './names.ts';
import { nicsOf, placeOf } from './pools.ts';
import { readReadiness } from './readiness.ts';
import { sizeOf } from './size.ts';
import { stableUnit } from './stable-unit.ts';
import { isUnitOf } from './units.ts';

/** A set with this tag is never removed by us. */
const PROTECTED_TAG = 'fleet-conductor-protected';
/** What the system replaced used when nothing ran yet. */
const NOTHING_RUNS: Size = { min: 0, desired: 6, max: 10 };

/** What a rollout finds: its calls are bounded by the pages of three lists, the units with machines, and the checks. */
export async function surveyFleet(cloud: FleetCloud, policy: RolloutPolicy): Promise<World> {
  const [sets, settings, locks] = await Promise.all([listSets(cloud), listSettings(cloud), readLocks(cloud)]);
  const front = policy.blueGreen && frontOf(cloud, frontName(policy.blueGreen));
  const members = sets.filter((set) => isUnitOf(cloud, set) && !isTemplate(cloud, set));
  const units = await Promise.all(members.map((set) => unitSeen(cloud, set, { settings, front, locks })));
  const stable = stableUnit(units, policy);
  const next = nextUnit(cloud, sets);
  const running = runningSize(stable, settingOf(cloud, settings, stable?.name));
  const size = policy.instances === 'sameAsRunning' ? running : policy.instances;
  const base = sets.find(({ name }) => same(name, cloud.base.name));
  const baseAutoscale = await savedAutoscale(cloud, { settings, stable: stable?.name, size });
  const found = { policy, sets, base, units, stable, next, size, front, locks };
  return {
    traits: { progress: 'instances', newUnit: 'empty', exposure: 'unitByUnit' },
    base: cloud.base.name,
    ...(stable ? { stable: stable.name } : {}),
    ...{ units, next, running },
    ...(baseAutoscale === undefined ? {} : { baseAutoscale }),
    ...(policy.blueGreen ? { front: frontName(policy.blueGreen) } : {}),
    checks: await checksOf(cloud, found),
  };
}

function isTemplate({ base, fleet }: FleetCloud, set: VirtualMachineScaleSet): boolean {
  return fleet.fleet.rollouts.base === 'template' && same(set.name, base.name);
}

async function unitSeen(
  cloud: FleetCloud,
  set: VirtualMachineScaleSet,
  {
    settings,
    front,
    locks,
  }: { settings: AutoscaleSettingResource[]; front: Front | undefined; locks: Locks },
): Promise<UnitSeen> {
  const name = set.name ?? '';
  const size = sizeOf(set);
  const scaled = settingOf(cloud, settings, name);
  const limits = scaled && usualLimits(scaled);
  return {
    name,
    revision: revisionOf(set) ?? 0,
    size: limits ? { ...limits, desired: size.desired } : size,
    ready: size.desired > 0 ? (await readReadiness(cloud, name)).ready : 0,
    hasAutoscale: scaled !== undefined,
    // Without a front whatever has machines takes its share.
    place: front
      ? placeOf(nicsOf(set), front)
      : { production: size.desired > 0 ? 100 : 0, stage: false, mirror: 0 },
    labels: labelsOf(set.tags),
    isProtected: isProtected(cloud, set, locks),
  };
}

function isProtected(
  cloud: FleetCloud,
  { name = '', tags = {} }: VirtualMachineScaleSet,
  locks: Locks,
): boolean {
  if (same(name, cloud.base.name) || tagOf(tags, PROTECTED_TAG) !== undefined) return true;
  return locksOn(locks, idOfUnit(cloud, name)).length > 0;
}

/** The enabled setting that scales a unit, of any resource group. */
function settingOf(
  cloud: FleetCloud,
  settings: AutoscaleSettingResource[],
  unit: string | undefined,
): AutoscaleSettingResource | undefined {
  if (unit === undefined) return undefined;
  const id = idOfUnit(cloud, unit);
  return settings.find(({ targetResourceUri, enabled }) => enabled !== false && same(targetResourceUri, id));
}

/** The number after the highest that any revision of this fleet has, Harness's too. */
function nextUnit(cloud: FleetCloud, sets: VirtualMachineScaleSet[]): World['next'] {
  const known = sets.filter((set) => isUnitOf(cloud, set)).map((set) => revisionOf(set) ?? 0);
  const revision = Math.max(0, ...known) + 1;
  return { name: revisionName(normalized(revisionPrefix(cloud.fleet.fleet)), revision), revision };
}

/** The limits of autoscale when no schedule holds, and never fewer machines than run now; else as many as run. */
function runningSize(stable: UnitSeen | undefined, scaled: AutoscaleSettingResource | undefined): Size {
  if (!stable) return NOTHING_RUNS;
  const { desired } = stable.size;
  const limits = scaled && usualLimits(scaled);
  if (!limits) return { min: desired, desired, max: desired };
  return { ...limits, desired: Math.min(limits.max, Math.max(limits.desired, desired)) };
}

/** The base's setting, or what scales the stable unit today, with the limits that the new unit is to have. */
async function savedAutoscale(
  cloud: FleetCloud,
  {
    settings,
    stable,
    size,
  }: { settings: AutoscaleSettingResource[]; stable: string | undefined; size: Size },
): Promise<string | undefined> {
  const setting = settingOf(cloud, settings, cloud.base.name) ?? settingOf(cloud, settings, stable);
  return setting && cloud.saved.save(keptSetting(withLimits(setting, size)));
}
