import type { HttpResponseInit } from '@azure/functions';
import { careId } from '../../shared/contracts/activities.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientOf, tellFleet } from '../inbox/tell-fleet.ts';
import { findFleet } from './find-fleet.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { addressOf } from './pages.ts';
import { ReconcileRequest } from './operations/bodies.ts';
import { inFormOf, readOptionalJson } from './read-body.ts';

/** `POST /api/fleets/{fleet}/reconcile`: look at this fleet now. */
export function reconcileFleet(deps: Dependencies): Handler {
  return async (request, context, { name: by }) => {
    const { name } = await findFleet(deps, request);
    const asked = inFormOf(ReconcileRequest, await readOptionalJson(request), 'request');
    const { approveRemovals, retryDeployments, letGo } = asked;
    const key = idempotencyKeyOf(request);
    const id = `operator:${key ?? context.invocationId}`;
    const receivedAt = deps.now().toISOString();
    const hint = {
      id,
      source: 'operator' as const,
      what: 'asked to reconcile',
      receivedAt,
      ...(by === undefined ? {} : { by }),
      ...(approveRemovals > 0 ? { approvedRemovals: approveRemovals } : {}),
      ...(retryDeployments ? { retryDeployments } : {}),
      ...(letGo.length > 0 ? { letGo } : {}),
    };
    const isRepeated = key !== undefined && (await wasHeard(deps, name, id));
    if (!isRepeated) await tellFleet(deps, clientOf(context), { fleet: name, hint });
    const { headers, ...rest } = accepted(name);
    const operation = { 'operation-location': addressOf(request, `/api/fleets/${name}`) };
    return { ...rest, headers: { ...(headers as Record<string, string>), ...operation } };
  };
}

/** So many of a fleet's reactions back a key is known. */
const REMEMBERED = 20;

/** A reaction began by this very hint: heard twice, a yes to removals would count twice. */
async function wasHeard({ stores }: Dependencies, fleet: string, id: string): Promise<boolean> {
  const { items } = await stores.reactions.list(fleet, { take: REMEMBERED });
  return items.some(({ hints }) => hints.examples.some((hint) => hint.id === id));
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
