import type { ArmRequest } from '../http/messages.ts';
import { resourceId, SCALE_SETS } from '../ids.ts';
import type { ScaleSetRecord } from '../records.ts';
import { RESOURCE_GROUPS } from '../resources/groups.ts';
import { isBeingDeleted, isDeleted } from '../rules/scale-set-state.ts';
import type { World } from '../world.ts';

/** Deletes everything in a group; returns when the last of it is gone. Sets take their time, records go at once. */
export function emptyGroup(world: World, request: ArmRequest, groupId: string): number {
  const prefix = `${groupId.toLowerCase()}/`;
  const sets = [...world.store.scaleSets.values()].filter(
    (scaleSet) => scaleSet.key.startsWith(prefix) && !isDeleted(world.store, scaleSet, request.now),
  );
  const ends = sets.map((scaleSet) => deleted(world, request, scaleSet));
  for (const { key, type } of [...world.store.resources.values()])
    if (type !== RESOURCE_GROUPS && key.startsWith(prefix)) world.store.resources.delete(key);
  return Math.max(request.now, ...ends);
}

/** When the set is gone; its deletion may be under way already. */
function deleted(world: World, request: ArmRequest, scaleSet: ScaleSetRecord): number {
  if (!isBeingDeleted(world.store, scaleSet, request.now))
    request.ask({ method: 'DELETE', path: resourceId(scaleSet, SCALE_SETS, scaleSet.name) });
  const operation = world.store.scaleSets.get(scaleSet.key)?.operation ?? '';
  return world.store.operations.get(operation)?.endsAt ?? request.now;
}
