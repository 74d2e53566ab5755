import type { HttpResponseInit } from '@azure/functions';
import { careId } from '../../shared/contracts/activities.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientOf, tellFleet } from '../inbox/tell-fleet.ts';
import { findFleet } from './find-fleet.ts';
import { ReconcileRequest } from './operations/bodies.ts';
import { answer } from './problem-details.ts';
import { inFormOf, readOptionalJson } from './read-body.ts';

/** `POST /api/fleets/{fleet}/reconcile`: look at this fleet now. */
export function reconcileFleet(deps: Dependencies): Handler {
  return (request, context, { name: by }) =>
    answer(async () => {
      const { name } = await findFleet(deps, request);
      const asked = inFormOf(ReconcileRequest, await readOptionalJson(request), 'request');
      const { approveRemovals, retryDeployments, letGo } = asked;
      const receivedAt = deps.now().toISOString();
      const hint = {
        id: `operator:${context.invocationId}`,
        source: 'operator' as const,
        what: 'asked to reconcile',
        receivedAt,
        ...(by === undefined ? {} : { by }),
        ...(approveRemovals > 0 ? { approvedRemovals: approveRemovals } : {}),
        ...(retryDeployments ? { retryDeployments } : {}),
        ...(letGo.length > 0 ? { letGo } : {}),
      };
      await tellFleet(deps, clientOf(context), { fleet: name, hint });
      return accepted(name);
    });
}

/** Taken, not done yet; says where to look, and which other fleets were told as well. */
export function accepted(fleet = '', ...others: string[]): HttpResponseInit {
  const follow = `/api/fleets/${fleet}`;
  const jsonBody = { fleet, orchestration: careId(fleet), status: follow, timeline: `${follow}/timeline` };
  return {
    status: 202,
    headers: { location: follow },
    jsonBody: others.length > 0 ? { ...jsonBody, others } : jsonBody,
  };
}
