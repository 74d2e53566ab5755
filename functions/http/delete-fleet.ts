import * as df from 'durable-functions';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { ring } from '../inbox/ring.ts';
import { findFleet } from './find-fleet.ts';
import { noteMember } from './note-member.ts';
import { refuseUnlessMatching } from './preconditions.ts';
import { refuseDuringRollout } from './refuse-during-rollout.ts';

/**
 * `DELETE /api/fleets/{fleet}`: ends the care for it. Machines, targets, ledger and timeline stay: a fleet that is made
 * again under the name deploys nothing twice.
 */
export function deleteFleet(deps: Dependencies): Handler {
  return async (request, context, { name: by = 'a holder of a key' }) => {
    const named = await findFleet(deps, request);
    const { name } = named;
    refuseUnlessMatching(request)({ isThere: true, fleet: named.fleet });
    await refuseDuringRollout(deps, name);
    await noteMember(deps, named);
    await deps.stores.fleets.delete(name);
    const at = deps.now().toISOString();
    const kind = 'fleetDeleted';
    const told = { kind, message: 'Is not cared for any more', reason: `deleted by ${by}` } as const;
    await deps.stores.timeline.append(name, [{ ...told, at, key: `${at}|${kind}` }]);
    await ring(df.getClient(context), name);
    return { status: 204 };
  };
}
