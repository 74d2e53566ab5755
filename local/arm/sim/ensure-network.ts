import { keyOf } from '../ids.ts';
import { PLAIN_KINDS, storedPlain, type PlainKind } from '../network/plain-kinds.ts';
import { findSubnet } from '../network/subnet-use.ts';
import { ensureGroup } from '../resources/groups.ts';
import type { World } from '../world.ts';

const KIND = PLAIN_KINDS.virtualNetworks as PlainKind;

/** The network and subnet that a set of the side door is put in, when nobody has made them: a block of its own. */
export function ensureNetwork(world: World, subnetId: string, location = 'westeurope'): void {
  const [, id = '', name = ''] = /^(.*)\/subnets\/([^/]+)$/i.exec(subnetId) ?? [];
  const [, , subscription = '', , resourceGroup = ''] = id.split('/');
  const key = keyOf(id);
  if (resourceGroup === '' || world.store.resources.get(key) || findSubnet(world, subnetId)) return;
  ensureGroup(world, { subscription, resourceGroup }, location);
  const addressPrefix = `10.${nextOctet(world)}.0.0/16`;
  const properties = {
    addressSpace: { addressPrefixes: [addressPrefix] },
    subnets: [{ name, properties: { addressPrefix } }],
  };
  const body = storedPlain(KIND, { location, properties });
  world.store.resources.put({ key, id, type: KIND.type, body, revision: 1 });
}

/** The block the set that comes next would have without a network. */
function nextOctet(world: World): number {
  return (world.store.counters.get('subnets')?.value ?? 0) % 256;
}
