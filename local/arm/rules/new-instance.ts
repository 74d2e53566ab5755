import { keyOf, resourceId, VIRTUAL_MACHINES } from '../ids.ts';
import { numberAt, objectAt, textAt } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';
import type { World } from '../world.ts';
import { openVersion } from './image-version.ts';
import { isFlexible } from './scale-set-state.ts';

/** What an instance is called, in the way of its orchestration mode. */
export interface InstanceNames {
  id: string;
  key: string;
  computerName: string;
}

export function instanceNames(world: World, scaleSet: ScaleSetRecord, index: number): InstanceNames {
  const prefix =
    textAt(scaleSet.properties, 'virtualMachineProfile', 'osProfile', 'computerNamePrefix') ??
    scaleSet.name.slice(0, 9);
  if (isFlexible(scaleSet)) {
    const id = `${scaleSet.name}_${world.chance.hex(8, scaleSet.uniqueId, index, 'name')}`;
    return {
      id,
      key: keyOf(resourceId(scaleSet, VIRTUAL_MACHINES, id)),
      computerName: `${prefix}${world.chance.letters(6, scaleSet.uniqueId, index)}`,
    };
  }
  const id = String(index);
  return {
    id,
    key: `${scaleSet.key}/virtualmachines/${id}`,
    computerName: `${prefix}${id.padStart(6, '0')}`,
  };
}

/** A new instance that will be ready `secondsToReady` from now (null: never). */
export function newInstance(
  world: World,
  scaleSet: ScaleSetRecord,
  birth: { index: number; now: number; provisionedAt: number | null; zone?: string },
): InstanceRecord {
  const { index, now, provisionedAt } = birth;
  const purpose = [scaleSet.uniqueId, index] as const;
  const image = openVersion(
    world,
    objectAt(scaleSet.properties, 'virtualMachineProfile', 'storageProfile', 'imageReference'),
  );
  const zone = birth.zone ?? scaleSet.zones?.[index % scaleSet.zones.length];
  return {
    ...instanceNames(world, scaleSet, index),
    scaleSet: scaleSet.key,
    index,
    vmId: world.chance.guid(...purpose, 'vmId'),
    etag: 1,
    createdAt: now,
    provisionedAt,
    readyAt: provisionedAt,
    applied: [{ version: scaleSet.modelVersion, at: now, ...(image !== undefined && { image }) }],
    power: [],
    faultDomain: index % (numberAt(scaleSet.properties, 'platformFaultDomainCount') ?? 5),
    updateDomain: index % 5,
    privateIp: privateIp(scaleSet.subnet, index),
    mac: `00-0D-3A-${(
      world.chance
        .hex(6, ...purpose, 'mac')
        .toUpperCase()
        .match(/../g) ?? []
    ).join('-')}`,
    ...(zone !== undefined && { zone }),
  };
}

/** Azure keeps the first four addresses of a subnet. */
function privateIp(subnet: number, index: number): string {
  const host = (index % 65_000) + 4;
  return `10.${subnet % 256}.${host >> 8}.${host & 255}`;
}
