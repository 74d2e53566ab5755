import { keyOf, VIRTUAL_MACHINES } from '../ids.ts';
import { listAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { InstanceRecord } from '../records.ts';
import type { ResourceRecord } from '../store/store.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';
import { isGone } from './instance-state.ts';

/** A virtual machine outside of scale sets: what was written of it, and its life, which goes as that of an instance. */
export interface PlainMachine {
  record: ResourceRecord;
  life: InstanceRecord;
}

/** Its life is that of an instance of no set. */
export const NO_SET = '';

export function findMachine(world: World, id: string, now: number): PlainMachine | undefined {
  const [record, life] = [world.store.resources.get(keyOf(id)), world.store.instances.get(keyOf(id))];
  if (record?.type !== VIRTUAL_MACHINES || life?.scaleSet !== NO_SET || isGone(life, now)) return undefined;
  return { record, life };
}

/** All of them that are not gone. */
export function plainMachines(world: World, now: number): PlainMachine[] {
  return [...world.store.resources.group(VIRTUAL_MACHINES)].flatMap(
    ({ id }) => findMachine(world, id, now) ?? [],
  );
}

/** The machine that has an interface, and whether it is its first. */
export function machineOfInterface(
  world: World,
  nic: string,
  now: number,
): (PlainMachine & { primary: boolean }) | undefined {
  const key = keyOf(nic);
  for (const machine of plainMachines(world, now)) {
    const nics = interfacesOf(machine.record.body);
    const index = nics.findIndex((one) => keyOf(textAt(one, 'id') ?? '') === key);
    if (index >= 0)
      return {
        ...machine,
        primary: nics.length === 1 || objectAt(nics[index], 'properties').primary === true,
      };
  }
  return undefined;
}

export function interfacesOf(body: JsonObject): unknown[] {
  return listAt(body, 'properties', 'networkProfile', 'networkInterfaces');
}

export function sizeOf(body: JsonObject): string {
  return textAt(body, 'properties', 'hardwareProfile', 'vmSize') ?? '';
}

/** A machine that begins now; how long it takes is chance. */
export function newLife(
  world: World,
  { key, name, body, now }: { key: string; name: string; body: JsonObject; now: number },
): InstanceRecord {
  const index = world.store.next('plain-machines');
  const seconds = world.chance.between(world.settings.readySeconds, key, index, 'ready');
  const provisionedAt = Math.round(now + seconds * SECOND);
  const zone = textAt(body, 'zones', 0);
  return {
    key,
    scaleSet: NO_SET,
    id: name,
    index,
    vmId: world.chance.guid(key, index, 'vmId'),
    computerName: textAt(body, 'properties', 'osProfile', 'computerName') ?? name,
    etag: 1,
    createdAt: now,
    provisionedAt,
    readyAt: provisionedAt,
    applied: [{ version: 1, at: now }],
    power: [],
    faultDomain: index % 2,
    updateDomain: index % 5,
    privateIp: '',
    mac: '',
    ...(zone !== undefined && { zone }),
  };
}
