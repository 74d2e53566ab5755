import type { JsonObject } from '../json.ts';
import { powerState } from '../rules/instance-state.ts';
import { machineOfInterface } from '../rules/plain-machines.ts';
import type { ResourceRecord } from '../store/store.ts';
import type { World } from '../world.ts';

/** What a network interface shows and nobody writes: the machine that has it, and the hardware address it got there. */
export function interfaceParts(world: World, { id, key }: ResourceRecord, now: number): JsonObject {
  const user = machineOfInterface(world, id, now);
  const runs = user !== undefined && powerState(user.life, now) !== 'deallocated';
  const digits = world.chance.hex(6, key, 'mac').toUpperCase().match(/../g) ?? [];
  return {
    ...(runs && { macAddress: `00-0D-3A-${digits.join('-')}` }),
    ...(user && { primary: user.primary, virtualMachine: { id: user.record.id } }),
    hostedWorkloads: [],
    tapConfigurations: [],
  };
}
