import { RESOURCE_GROUP, SUBSCRIPTION } from '../../../local/launcher/seed-outside.ts';
import { LOCAL_TOKEN } from '../../../local/launcher/start-world.ts';

const PROVIDERS = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers`;
const LISTS = [
  'Microsoft.Compute/virtualMachineScaleSets?api-version=2024-07-01',
  'Microsoft.Insights/autoscaleSettings?api-version=2022-10-01',
];
/** What is so only since the last write. */
const PASSING = new Set(['etag', 'systemData', 'timeCreated', 'fleet-conductor-created']);

/** The scale sets and autoscale settings of the demo's group as they stand, whole, read over HTTP as anybody would. */
export async function groupNow(url: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${LOCAL_TOKEN}` };
  const answers = LISTS.map(async (list) => {
    const response = await fetch(`${url}${PROVIDERS}/${list}`, { headers });
    if (!response.ok) throw new Error(`${list} answered ${response.status}`);
    const keep = (name: string, value: unknown) => (PASSING.has(name) ? undefined : value);
    return JSON.parse(await response.text(), keep) as unknown;
  });
  return Promise.all(answers);
}
