import { FleetName } from '../../../shared/contracts/fleet.ts';
import { invalid } from '../../../shared/contracts/problem.ts';
import { toldSoFar } from '../../../shared/domain/rollout/heed.ts';
import { rolloutHead, rolloutView } from '../../../shared/view/rollout-view.ts';
import type { Handler } from '../../access/guard.ts';
import type { Dependencies } from '../../dependencies.ts';
import { linked, pageIn } from '../pages.ts';
import { inFormOf } from '../read-body.ts';
import { timelinePage } from '../read-timeline.ts';
import { findRollout, rolloutUnderWay } from './find-rollout.ts';

/** `GET /api/rollouts?fleet=`: newest first, in pages. */
export function listRollouts(deps: Dependencies): Handler {
  return async (request) => {
    const asked = request.query.get('fleet');
    if (!asked) throw invalid('fleetMissing', 'Whose rollouts?', 'Give ?fleet={fleet}.');
    const fleet = inFormOf(FleetName, asked, 'fleet name in the query');
    const { items, ...next } = await deps.stores.rollouts.list(fleet, pageIn(request));
    const current = await rolloutUnderWay(deps, fleet);
    const views = items.map((each) => rolloutHead(each.id === current?.id ? current : each));
    return { jsonBody: linked(request, { items: views, ...next }) };
  };
}

/** `GET /api/rollouts/{rollout}` */
export function getRollout(deps: Dependencies): Handler {
  return async (request) => {
    const file = await findRollout(deps, request);
    const { journal, asked } = file;
    return { jsonBody: rolloutView(toldSoFar(file, deps.now().toISOString()), { journal, asked }) };
  };
}

/** `GET /api/rollouts/{rollout}/timeline`: newest first, in pages. */
export function readRolloutTimeline(deps: Dependencies): Handler {
  return async (request) => {
    const { rollout } = await findRollout(deps, request);
    return timelinePage(deps, request, rollout.id);
  };
}
