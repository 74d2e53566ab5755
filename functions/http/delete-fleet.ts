import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { Dependencies } from '../dependencies.ts';
import { ring } from '../inbox/ring.ts';
import { findFleet } from './find-fleet.ts';
import { noteMember } from './note-member.ts';
import { refuseDuringRollout } from './refuse-during-rollout.ts';
import { answer } from './problem-details.ts';

/**
 * `DELETE /api/fleets/{fleet}`: ends the care for it. Machines, targets, ledger and timeline stay: a fleet that is made
 * again under the name deploys nothing twice.
 */
export function deleteFleet(deps: Dependencies) {
  return (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    answer(async () => {
      const named = await findFleet(deps, request);
      const { name } = named;
      await refuseDuringRollout(deps, name);
      await noteMember(deps, named);
      await deps.stores.fleets.delete(name);
      await ring(df.getClient(context), name);
      return { status: 204 };
    });
}
