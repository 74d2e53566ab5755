import { keyOf, VIRTUAL_MACHINES } from '../ids.ts';
import { listAt, objectAt, textAt } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

/** The virtual machine outside of scale sets that has an interface, and whether it is its first. */
export function machineOfInterface(
  world: World,
  nic: string,
): { machine: ResourceRecord; primary: boolean } | undefined {
  const key = keyOf(nic);
  for (const machine of world.store.resources.group(VIRTUAL_MACHINES)) {
    const nics = listAt(machine.body, 'properties', 'networkProfile', 'networkInterfaces');
    const index = nics.findIndex((one) => keyOf(textAt(one, 'id') ?? '') === key);
    if (index >= 0)
      return { machine, primary: nics.length === 1 || objectAt(nics[index], 'properties').primary === true };
  }
  return undefined;
}
