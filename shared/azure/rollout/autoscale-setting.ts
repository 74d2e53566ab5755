import type { AutoscaleProfile, AutoscaleSettingResource, ScaleRule } from '@azure/arm-monitor';
import * as z from 'zod';
import type { Size } from '../../contracts/rollout/facets.ts';
import { same } from './fleet-cloud.ts';
import { MARK_TAG } from './marks.ts';

/** A setting as it is kept, whole, without what only the service knows. */
const Kept = z.object({ id: z.string(), setting: z.looseObject({ name: z.string() }) });
type Kept = z.infer<typeof Kept>;

export function keptSetting(shown: AutoscaleSettingResource): unknown {
  const { id, systemData: _system, type: _type, ...setting } = shown;
  // As it comes back from a row: times as text, nothing undefined.
  return JSON.parse(JSON.stringify({ id, setting }));
}

export interface Located {
  resourceGroup: string;
  setting: AutoscaleSettingResource & { name: string };
}

interface Unit {
  id: string;
  name: string;
  resourceGroup: string;
  mark: string;
}

/**
 * The kept setting for a unit. Its own comes back as it was, under its own name; another unit's becomes
 * `<unit>_Autoscale`, where only the rules that went by that unit go by this one. `undefined`: what was kept is no setting.
 */
export function settingFor(unit: Unit, kept: unknown): Located | undefined {
  const parsed = Kept.safeParse(kept);
  if (!parsed.success) return undefined;
  const setting = revived(parsed.data);
  if (same(setting.targetResourceUri, unit.id))
    return { resourceGroup: groupOf(parsed.data.id, unit.resourceGroup), setting };
  const name = `${unit.name}_Autoscale`;
  return {
    resourceGroup: unit.resourceGroup,
    setting: {
      ...setting,
      name,
      namePropertiesName: name,
      tags: { ...setting.tags, [MARK_TAG]: unit.mark },
      enabled: true,
      targetResourceUri: unit.id,
      profiles: setting.profiles.map((profile) => ({
        ...profile,
        rules: profile.rules.map((rule) => repointed(rule, setting.targetResourceUri, unit.id)),
      })),
    },
  };
}

/** Rules that go by a queue or a load balancer stay. */
function repointed(rule: ScaleRule, from: string | undefined, to: string): ScaleRule {
  const { metricTrigger } = rule;
  if (!same(metricTrigger.metricResourceUri, from)) return rule;
  return { ...rule, metricTrigger: { ...metricTrigger, metricResourceUri: to } };
}

/** Times are texts in a row, and the SDK wants dates. */
function revived({ setting }: Kept): AutoscaleSettingResource & { name: string } {
  const plain = setting as unknown as AutoscaleSettingResource & { name: string };
  return {
    ...plain,
    profiles: plain.profiles.map((profile) =>
      profile.fixedDate
        ? {
            ...profile,
            fixedDate: {
              ...profile.fixedDate,
              start: new Date(profile.fixedDate.start),
              end: new Date(profile.fixedDate.end),
            },
          }
        : profile,
    ),
  };
}

export function groupOf(id: string, otherwise: string): string {
  return /\/resourceGroups\/([^/]+)\//i.exec(id)?.[1] ?? otherwise;
}

/** The limits that hold when no schedule does; `undefined` when a setting has only schedules. */
export function usualLimits({ profiles }: AutoscaleSettingResource): Size | undefined {
  const capacity = profiles.find(isUsual)?.capacity;
  if (!capacity) return undefined;
  const [min, desired, max] = [capacity.minimum, capacity.default, capacity.maximum].map(Number);
  return { min: min ?? 0, desired: desired ?? 0, max: max ?? 0 };
}

/** The same setting with these limits where no schedule holds. */
export function withLimits(setting: AutoscaleSettingResource, size: Size): AutoscaleSettingResource {
  const capacity = {
    minimum: String(size.min),
    default: String(size.desired),
    maximum: String(size.max),
  };
  return {
    ...setting,
    profiles: setting.profiles.map((profile) => (isUsual(profile) ? { ...profile, capacity } : profile)),
  };
}

/** The portal ends each schedule by a copy of the usual profile that recurs, named `{"name":…,"for":…}`. */
function isUsual({ name, fixedDate, recurrence }: AutoscaleProfile): boolean {
  return (!fixedDate && !recurrence) || /^\{.*"for"\s*:/.test(name);
}

/** Whether two settings mean the same; ids and names of resources compare without regard to case. */
export function isSameSetting(one: AutoscaleSettingResource, other: AutoscaleSettingResource): boolean {
  return meaning(one) === meaning(other);
}

function meaning({
  targetResourceUri,
  enabled,
  profiles,
  notifications,
  predictiveAutoscalePolicy,
  tags,
}: AutoscaleSettingResource): string {
  const parts = { enabled: enabled ?? true, profiles, notifications, predictiveAutoscalePolicy, tags };
  return JSON.stringify(ordered({ ...parts, targetResourceUri: targetResourceUri?.toLowerCase() }));
}

/** Members in one order; what is empty is as good as left out, as the service fills it in or not. */
function ordered(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([name, part]) => [name, ordered(part)] as const)
    .filter(
      ([, part]) => part !== undefined && part !== null && part !== '' && part !== false && !isEmpty(part),
    );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
