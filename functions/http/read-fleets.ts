import * as z from 'zod';
import { invalid } from '../../shared/contracts/problem.ts';
import { instanceView, reactionView } from '../../shared/view/fleet-view.ts';
import { inParallel } from '../activities/in-parallel.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { fleetNow } from './fleet-now.ts';
import { findFleet } from './find-fleet.ts';
import { INSTANCE_FILTER } from './operations/parameters.ts';
import { linked, pageIn } from './pages.ts';
import { inFormOf } from './read-body.ts';
import { timelinePage } from './read-timeline.ts';
import { fleetTag } from './preconditions.ts';

const InstanceFilter = z.object(INSTANCE_FILTER);

/** `GET /api/fleets`: by name, in pages. */
export function listFleets(deps: Dependencies): Handler {
  return async (request) => {
    const { items, ...next } = await deps.stores.fleets.page(pageIn(request));
    // Each takes up to five reads: a page of 500 must not ask the store for all of them at once.
    const views = await inParallel(items, ({ status, ...fleet }) => fleetNow(deps, fleet, status));
    return { jsonBody: linked(request, { items: views, ...next }) };
  };
}

/** `GET /api/fleets/{fleet}` */
export function getFleet(deps: Dependencies): Handler {
  return async (request) => {
    const fleet = await findFleet(deps, request);
    const jsonBody = await fleetNow(deps, fleet, await deps.stores.fleets.status(fleet.name));
    return { headers: { etag: fleetTag(fleet.fleet, jsonBody) }, jsonBody };
  };
}

/** `GET /api/fleets/{fleet}/instances`: the ledger, in pages. */
export function listInstances(deps: Dependencies): Handler {
  return async (request) => {
    const { name } = await findFleet(deps, request);
    const { take, before = '' } = pageIn(request);
    const { state } = inFormOf(InstanceFilter, Object.fromEntries(request.query), 'query');
    const rows = (await deps.stores.ledger.rows(name))
      .filter((row) => row.vmId > before && (state === undefined || row.state === state))
      .sort((one, other) => (one.vmId < other.vmId ? -1 : 1));
    const next = rows.length > take ? rows[take - 1]?.vmId : undefined;
    const items = rows.slice(0, take).map(instanceView);
    return { jsonBody: linked(request, next === undefined ? { items } : { items, next }) };
  };
}

/** `GET /api/fleets/{fleet}/timeline`: newest first, in pages. */
export function readTimeline(deps: Dependencies): Handler {
  return async (request) => {
    const { name } = await findFleet(deps, request);
    return timelinePage(deps, request, name);
  };
}

/** `GET /api/fleets/{fleet}/reactions`: newest first, in pages. */
export function listReactions(deps: Dependencies): Handler {
  return async (request) => {
    const { name } = await findFleet(deps, request);
    return { jsonBody: linked(request, await deps.stores.reactions.list(name, pageIn(request))) };
  };
}

/** `GET /api/fleets/{fleet}/reactions/{reaction}`: with its deployments and their exact machines. */
export function getReaction(deps: Dependencies): Handler {
  return async (request) => {
    const { name } = await findFleet(deps, request);
    const id = request.params['reaction'] ?? '';
    const reaction = await deps.stores.reactions.get(name, id);
    if (!reaction) {
      const nextStep = `GET /api/fleets/${name}/reactions lists those there are.`;
      throw invalid('reactionNotFound', `Fleet ${name} has no reaction ${id}.`, nextStep);
    }
    const deployments = reaction.deployments.map((each) => deps.stores.reactions.deployment(name, each));
    return { jsonBody: reactionView(reaction, await Promise.all(deployments)) };
  };
}

/** `GET /api/events/quarantined`: events that led to nothing, and why; newest first, in pages. */
export function listQuarantined({ stores }: Dependencies): Handler {
  return async (request) => ({ jsonBody: linked(request, await stores.quarantine.list(pageIn(request))) });
}
