import type { AutoscaleSettingResource } from '@azure/arm-monitor';
import { permanent } from '../../contracts/problem.ts';
import type { Facets } from '../../contracts/rollout/facets.ts';
import type { Progress } from '../../ports/rollout.ts';
import { groupOf, isSameSetting, keptSetting, type Located, settingFor } from './autoscale-setting.ts';
import { settingsOf, writeSetting } from './autoscale-settings.ts';
import { failed, type Step } from './facet.ts';
import { type FleetCloud, idOfUnit, same } from './fleet-cloud.ts';
import { markOf } from './marks.ts';

/** Off is: nothing that is enabled scales it. What does is kept whole. */
export async function readAutoscale(cloud: FleetCloud, unit: string): Promise<Facets['autoscale']> {
  const active = (await settingsOf(cloud, unit)).find(({ enabled }) => enabled !== false);
  return active ? { saved: await cloud.saved.save(keptSetting(active)) } : 'off';
}

/**
 * Off means disabled, not deleted: the setting stays where it is, whole, under its name, whatever becomes of us. The
 * service answers when it is done.
 */
export async function stepAutoscale(
  cloud: FleetCloud,
  { going: { change } }: Step<'autoscale'>,
): Promise<Progress> {
  const { of, to } = change;
  return to === 'off' ? disable(cloud, of) : restore(cloud, of, to.saved);
}

async function disable(cloud: FleetCloud, unit: string): Promise<Progress> {
  for (const setting of await settingsOf(cloud, unit)) {
    const { id = '', name, enabled } = setting;
    if (enabled === false || name === undefined) continue;
    const group = groupOf(id, cloud.base.resourceGroup);
    const written = await writeSetting(cloud, group, { ...setting, name, enabled: false });
    if (written.enabled !== false) return failed(notTaken(unit));
  }
  return { state: 'done' };
}

async function restore(cloud: FleetCloud, unit: string, key: string): Promise<Progress> {
  const wanted = settingFor(
    {
      id: idOfUnit(cloud, unit),
      name: unit,
      resourceGroup: cloud.base.resourceGroup,
      mark: markOf(cloud),
    },
    await cloud.saved.load(key),
  );
  if (!wanted)
    return failed(
      permanent(
        'savedSettingMissing',
        `The autoscale setting kept for ${unit} is not there any more.`,
        'Put autoscale on by hand.',
      ),
    );
  return write(cloud, unit, wanted);
}

async function write(
  cloud: FleetCloud,
  unit: string,
  { resourceGroup, setting }: Located,
): Promise<Progress> {
  const current = await settingsOf(cloud, unit);
  const other = current.find(({ name }) => !same(name, setting.name));
  if (other) return failed(scaledByAnother(unit, other.name ?? ''));
  if (current.some((one) => isSameSetting(one, setting))) return { state: 'done' };
  const written = await writeSetting(cloud, resourceGroup, setting);
  if (!isSameSetting(written, setting)) return failed(notTaken(unit));
  const [own] = current;
  return own && isChanged(own, setting) ? { state: 'done', replaced: changed(own) } : { state: 'done' };
}

/** Being off is our own doing. */
function isChanged(current: AutoscaleSettingResource, kept: AutoscaleSettingResource): boolean {
  return !isSameSetting({ ...current, enabled: kept.enabled ?? true }, kept);
}

function changed({ name }: AutoscaleSettingResource): string {
  return `Autoscale setting ${name ?? ''} was changed by somebody else while it was off: it is as it was before`;
}

function scaledByAnother(unit: string, name: string) {
  return permanent(
    'autoscaleTaken',
    `Another autoscale setting, ${name}, scales ${unit}; there can be only one.`,
    'Remove it, or keep it and leave the rollout as it is.',
  );
}

function notTaken(unit: string) {
  return permanent(
    'autoscaleNotTaken',
    `Azure has taken the autoscale setting of ${unit}, but shows another.`,
    'See who else writes it; then retry.',
  );
}
