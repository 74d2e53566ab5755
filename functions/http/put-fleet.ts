import type { Fleet } from '../../shared/contracts/fleet.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientOf, tellFleet } from '../inbox/tell-fleet.ts';
import { fleetInForm } from './fleet-in-form.ts';
import { fleetNow } from './fleet-now.ts';
import { fleetName } from './find-fleet.ts';
import { noteMember } from './note-member.ts';
import { refuseDuringRollout } from './refuse-during-rollout.ts';
import { fleetTag, refuseUnlessMatching } from './preconditions.ts';
import { refuseSharedOwnership } from './refuse-shared-ownership.ts';
import { readDocument } from './read-document.ts';

/** `PUT /api/fleets/{fleet}`: creates or replaces a fleet, which is then looked at at once. */
export function putFleet(deps: Dependencies): Handler {
  return async (request, context, { name: by }) => {
    const name = fleetName(request);
    const fleet = await fleetInForm(deps, await readDocument(request));
    const fits = refuseUnlessMatching(request);
    const found = await deps.stores.fleets.find(name);
    fits(found);
    const before = found.fleet;
    const sharesNone = await refuseSharedOwnership(deps, { name, fleet }, before);
    if (before && isReshaped(before, fleet)) await refuseDuringRollout(deps, name);
    if (before) await noteMember(deps, { name, fleet: before });
    const receivedAt = deps.now().toISOString();
    const outcome = await deps.stores.fleets.put(name, fleet, { at: receivedAt, fits, sharesNone });
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
