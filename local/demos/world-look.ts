import type { Arm } from '../arm/start-arm.ts';
import { RESOURCE_GROUP, SUBSCRIPTION } from '../launcher/seed-outside.ts';
import { LOCAL_TOKEN } from '../launcher/start-world.ts';

/** What Azure shows of a scale set and of the autoscale settings that size it. */
export interface SetLook {
  name: string;
  capacity: number;
  /** The version of its image. */
  image: string;
  pools: string[];
  autoscale: { name: string; enabled: boolean; minimum: string; default: string; maximum: string }[];
}

interface ScaleSetBody {
  id: string;
  name: string;
  sku: { capacity: number };
  properties: { virtualMachineProfile?: Profile };
}
interface Profile {
  storageProfile?: { imageReference?: { id?: string } };
  networkProfile?: { networkInterfaceConfigurations?: { properties: Nic }[] };
}
interface Nic {
  ipConfigurations?: { properties: { loadBalancerBackendAddressPools?: { id: string }[] } }[];
}
interface SettingBody {
  name: string;
  properties: {
    enabled: boolean;
    targetResourceUri: string;
    profiles: { capacity: Record<'minimum' | 'default' | 'maximum', string> }[];
  };
}

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers`;

/** The scale sets that are the fleet's, as any client of Azure sees them; by name. */
export async function lookAt({ url }: Arm, fleet: string): Promise<SetLook[]> {
  const read = async (path: string, version: string) => {
    const answer = await fetch(`${url}${GROUP}/${path}?api-version=${version}`, {
      headers: { authorization: `Bearer ${LOCAL_TOKEN}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { value: unknown[] }).value;
  };
  const sets = (await read('Microsoft.Compute/virtualMachineScaleSets', '2024-07-01')) as ScaleSetBody[];
  const settings = (await read('Microsoft.Insights/autoscaleSettings', '2022-10-01')) as SettingBody[];
  return sets
    .filter(({ name }) => name === fleet || name.startsWith(`${fleet}__`))
    .map((set) => lookOf(set, settings))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function lookOf({ id, name, sku, properties }: ScaleSetBody, settings: SettingBody[]): SetLook {
  const { storageProfile, networkProfile } = properties.virtualMachineProfile ?? {};
  const nics = networkProfile?.networkInterfaceConfigurations ?? [];
  const pools = nics.flatMap((nic) =>
    (nic.properties.ipConfigurations ?? []).flatMap(
      (each) => each.properties.loadBalancerBackendAddressPools ?? [],
    ),
  );
  const ownSettings = settings.filter(
    ({ properties: { targetResourceUri } }) => targetResourceUri.toLowerCase() === id.toLowerCase(),
  );
  return {
    ...{ name, capacity: sku.capacity, image: lastOf(storageProfile?.imageReference?.id ?? '') },
    pools: pools.map((pool) => lastOf(pool.id)),
    autoscale: ownSettings.map(({ name: setting, properties: { enabled, profiles } }) => {
      const { minimum = '', default: usual = '', maximum = '' } = profiles[0]?.capacity ?? {};
      return { name: setting, enabled, minimum, default: usual, maximum };
    }),
  };
}

function lastOf(id: string): string {
  return id.split('/').at(-1) ?? '';
}

/** One line for a scale set. */
export function lookInShort({ name, capacity, image, pools, autoscale }: SetLook): string {
  const sizes = autoscale.map(
    (each) => `autoscale ${each.minimum} to ${each.maximum}${each.enabled ? '' : ' (off)'}`,
  );
  const machines = `${capacity} x ${image}`;
  const place = pools.length === 0 ? 'in no pool' : `in ${pools.join(', ')}`;
  return `${name.padEnd(8)}  ${machines.padEnd(10)}  ${place.padEnd(13)}  ${sizes.join(', ') || 'no autoscale'}`;
}
