import { numberAt, objectAt, type JsonObject } from '../json.ts';
import { diskOwner, DISKS } from '../rules/managed-disks.ts';
import type { ResourceRecord } from '../store/store.ts';
import { armTime } from '../times.ts';
import type { World } from '../world.ts';

const BYTES = 1_073_741_824;

/** A managed disk as GET answers it: what was written, and who has it. */
export function diskBody(world: World, record: ResourceRecord, now: number): JsonObject {
  const { id, key, body } = record;
  const { properties, ...parts } = body;
  const owner = diskOwner(world, id, now);
  const { createdAt, ...written } = objectAt(properties);
  return {
    name: id.slice(id.lastIndexOf('/') + 1),
    id,
    type: DISKS,
    ...parts,
    ...(owner && { managedBy: owner.id }),
    properties: {
      ...written,
      timeCreated: armTime(Number(createdAt)),
      provisioningState: 'Succeeded',
      diskState: owner ? (owner.running ? 'Attached' : 'Reserved') : 'Unattached',
      diskSizeBytes: (numberAt(written, 'diskSizeGB') ?? 0) * BYTES,
      uniqueId: world.chance.guid(key, Number(createdAt), 'disk'),
    },
  };
}
