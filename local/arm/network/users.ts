import { isObject, listAt, textAt } from '../json.ts';
import { isDeleted } from '../rules/scale-set-state.ts';
import type { World } from '../world.ts';

/** Ids of what refers to a public address, a prefix or a security group: frontends, other addresses, subnets, scale sets. */
export function usersOf(world: World, id: string): string[] {
  const wanted = id.toLowerCase();
  const records = [...world.store.resources.values()].filter(({ type }) =>
    type.startsWith('Microsoft.Network/'),
  );
  const users = records.flatMap((record) => [
    ...(refersTo(record.body.properties, wanted) ? [record.id] : []),
    ...CHILDREN.flatMap((kind) =>
      listAt(record.body, 'properties', kind)
        .filter((child) => isObject(child) && refersTo(child.properties, wanted))
        .map((child) => `${record.id}/${kind}/${textAt(child, 'name')}`),
    ),
  ]);
  return [...users, ...setsUsing(world, wanted)];
}

const CHILDREN = ['frontendIPConfigurations', 'subnets', 'ipConfigurations'];
const REFERENCES = ['publicIPAddress', 'publicIPPrefix', 'networkSecurityGroup'];

function refersTo(properties: unknown, wanted: string): boolean {
  return REFERENCES.some((name) => textAt(properties, name, 'id')?.toLowerCase() === wanted);
}

/** A model that names the id anywhere uses it. */
function setsUsing(world: World, wanted: string): string[] {
  const now = world.clock.now();
  return [...world.store.scaleSets.values()]
    .filter((scaleSet) => !isDeleted(world.store, scaleSet, now))
    .filter(({ properties }) =>
      listAt(properties, 'virtualMachineProfile', 'networkProfile', 'networkInterfaceConfigurations').some(
        (nic) => JSON.stringify(nic).toLowerCase().includes(`"${wanted}"`),
      ),
    )
    .map(
      ({ subscription, resourceGroup, name }) =>
        `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`,
    );
}
