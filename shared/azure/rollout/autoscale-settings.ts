import type { AutoscaleSettingResource } from '@azure/arm-monitor';
import { allPages } from '../all-pages.ts';
import { armCall } from '../arm-call.ts';
import { groupOf } from './autoscale-setting.ts';
import { type FleetCloud, idOfUnit, same } from './fleet-cloud.ts';
import { MARK_TAG, markOf, tagOf } from './marks.ts';

/** Autoscale settings of the whole subscription: one may lie in any resource group. One call a page. */
export async function listSettings({ clients }: FleetCloud): Promise<AutoscaleSettingResource[]> {
  return (await armCall(() => allPages(clients.monitor.autoscaleSettings.listBySubscription()))).value;
}

/** Those that scale a unit; the service allows one. */
export async function settingsOf(cloud: FleetCloud, unit: string): Promise<AutoscaleSettingResource[]> {
  const id = idOfUnit(cloud, unit);
  return (await listSettings(cloud)).filter(({ targetResourceUri }) => same(targetResourceUri, id));
}

/** Writes a setting whole; answers it as it is then. One call, done with its answer. */
export async function writeSetting(
  { clients }: FleetCloud,
  resourceGroup: string,
  setting: AutoscaleSettingResource & { name: string },
): Promise<AutoscaleSettingResource> {
  const { name } = setting;
  return (await armCall(() => clients.monitor.autoscaleSettings.createOrUpdate(resourceGroup, name, setting)))
    .value;
}

/** Removes the settings that rollouts made for a unit: nothing is left behind for a unit that is gone. */
export async function removeSettingsOf(cloud: FleetCloud, unit: string): Promise<void> {
  for (const { id = '', name, tags } of await settingsOf(cloud, unit)) {
    if (name === undefined || tagOf(tags ?? {}, MARK_TAG) !== markOf(cloud)) continue;
    const group = groupOf(id, cloud.base.resourceGroup);
    await armCall(() => cloud.clients.monitor.autoscaleSettings.delete(group, name));
  }
}
