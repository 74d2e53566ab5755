import { keyOf, resourceId } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import { requireNameOf } from '../members/names.ts';
import { settingBody } from '../monitor/autoscale-setting.ts';
import { AUTOSCALE_SETTINGS } from '../operations/autoscale-settings.ts';
import { ensureGroup } from '../resources/groups.ts';
import type { World } from '../world.ts';
import { DEFAULT_SUBSCRIPTION } from '../settings.ts';

/** An autoscale setting in short: one profile, that adds a machine above a load of the processors and takes one away below another. */
export interface AutoscaleSettingSpec {
  subscription?: string;
  resourceGroup: string;
  name: string;
  location?: string;
  /** Resource id of the set it scales. */
  target: string;
  minimum: number;
  maximum: number;
  /** How many there are at least while the load is not known; default the minimum. */
  default?: number;
  /** Percentage of the processors; default 75 and 25. */
  above?: number;
  below?: number;
}

/** Stores the setting; returns its resource id. */
export function createAutoscaleSetting(world: World, spec: AutoscaleSettingSpec): string {
  requireNameOf('autoscaleSettings', spec.name);
  const { subscription = DEFAULT_SUBSCRIPTION, resourceGroup, name, location = 'westeurope' } = spec;
  ensureGroup(world, { subscription, resourceGroup }, location);
  const id = resourceId({ subscription, resourceGroup }, AUTOSCALE_SETTINGS, name);
  const { target: targetResourceUri, minimum, maximum } = spec;
  const capacity = {
    minimum: String(minimum),
    maximum: String(maximum),
    default: String(spec.default ?? minimum),
  };
  const rules = [
    rule(targetResourceUri, { operator: 'GreaterThan', threshold: spec.above ?? 75, direction: 'Increase' }),
    rule(targetResourceUri, { operator: 'LessThan', threshold: spec.below ?? 25, direction: 'Decrease' }),
  ];
  const properties = {
    enabled: true,
    name,
    targetResourceUri,
    profiles: [{ name: 'load', capacity, rules }],
  };
  const body = settingBody({ location, properties }, { id, name });
  world.store.resources.put({ key: keyOf(id), id, type: AUTOSCALE_SETTINGS, body, revision: 1 });
  return id;
}

function rule(
  metricResourceUri: string,
  { direction, ...limit }: { operator: string; threshold: number; direction: string },
): JsonObject {
  return {
    metricTrigger: {
      metricName: 'Percentage CPU',
      metricResourceUri,
      ...{ timeGrain: 'PT1M', statistic: 'Average', timeWindow: 'PT5M', timeAggregation: 'Average' },
      ...limit,
    },
    scaleAction: { direction, type: 'ChangeCount', value: '1', cooldown: 'PT5M' },
  };
}
