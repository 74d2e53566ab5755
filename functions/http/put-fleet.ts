import { Fleet } from '../../shared/contracts/fleet.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientOf, tellFleet } from '../inbox/tell-fleet.ts';
import { fleetNow } from './fleet-now.ts';
import { fleetName } from './find-fleet.ts';
import { noteMember } from './note-member.ts';
import { refuseDuringRollout } from './refuse-during-rollout.ts';
import { fleetTag, refuseUnlessMatching } from './preconditions.ts';
import { refuseSharedOwnership } from './refuse-shared-ownership.ts';
import { documentInForm, readDocument } from './read-document.ts';

/** `PUT /api/fleets/{fleet}`: creates or replaces a fleet, which is then looked at at once. */
export function putFleet(deps: Dependencies): Handler {
  return async (request, context, { name: by }) => {
    const name = fleetName(request);
    const fleet = documentInForm(Fleet, await readDocument(request), 'fleet');
    // The list leaves out a fleet that cannot be read, which this very request may be about to repair.
    const known = await deps.stores.fleets.list();
    const before = known.find((each) => each.name === name);
    const others = known.filter((each) => each !== before);
    const fits = refuseUnlessMatching(request);
    fits({ isThere: before !== undefined, fleet: before?.fleet });
    await refuseSharedOwnership(deps, { name, fleet }, { before, others });
    if (before && isReshaped(before.fleet, fleet)) await refuseDuringRollout(deps, name);
    if (before) await noteMember(deps, before);
    const receivedAt = deps.now().toISOString();
    const outcome = await deps.stores.fleets.put(name, fleet, { at: receivedAt, fits });
    const id = `fleetChanged:${receivedAt}`;
    const told = { id, source: 'fleetChanged' as const, what: `fleet ${outcome}`, receivedAt };
    const hint = by === undefined ? told : { ...told, by };
    await tellFleet(deps, clientOf(context), { fleet: name, hint });
    const jsonBody = await fleetNow(deps, { name, fleet }, await deps.stores.fleets.status(name));
    const etag = fleetTag(fleet, jsonBody);
    if (outcome === 'replaced') return { status: 200, headers: { etag }, jsonBody };
    return { status: 201, headers: { location: `/api/fleets/${name}`, etag }, jsonBody };
  };
}

/** It would not be the fleet any more whose rollout is under way. */
function isReshaped(before: Fleet, after: Fleet): boolean {
  const { base, prefix } = after.rollouts;
  const isSameSet = before.scaleSet.toLowerCase() === after.scaleSet.toLowerCase();
  return !isSameSet || before.rollouts.base !== base || before.rollouts.prefix !== prefix;
}
