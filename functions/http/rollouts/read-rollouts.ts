import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { FleetName } from '../../../shared/contracts/fleet.ts';
import { invalid } from '../../../shared/contracts/problem.ts';
import { stateOf } from '../../../shared/domain/rollout/state.ts';
import { rolloutView } from '../../../shared/view/rollout-view.ts';
import type { Dependencies } from '../../dependencies.ts';
import { pageOf } from '../find-fleet.ts';
import { answer } from '../problem-details.ts';
import { inFormOf } from '../read-body.ts';
import { findRollout } from './find-rollout.ts';

type Handler = (request: HttpRequest) => Promise<HttpResponseInit>;

/** `GET /api/rollouts?fleet=`: newest first, in pages. */
export function listRollouts({ stores }: Dependencies): Handler {
  return (request) =>
    answer(async () => {
      const asked = request.query.get('fleet');
      if (!asked) throw invalid('fleetMissing', 'Whose rollouts?', 'Give ?fleet={fleet}.');
      const fleet = inFormOf(FleetName, asked, 'fleet name in the query');
      const { items, ...next } = await stores.rollouts.list(fleet, pageOf(request));
      const views = items.map((rollout) => {
        const { id, createdAt, policy, plan, succeededAt, ended } = rollout;
        const { newUnit, stableUnit } = plan;
        const head = { id, fleet, state: stateOf(rollout), createdAt, succeededAt, ended };
        return { ...head, image: policy.image, newUnit, stableUnit };
      });
      return { jsonBody: { items: views, ...next } };
    });
}

/** `GET /api/rollouts/{rollout}` */
export function getRollout(deps: Dependencies): Handler {
  return (request) =>
    answer(async () => {
      const { rollout, journal } = await findRollout(deps, request);
      return { jsonBody: rolloutView(rollout, journal) };
    });
}

/** `GET /api/rollouts/{rollout}/timeline`: newest first, in pages. */
export function readRolloutTimeline(deps: Dependencies): Handler {
  return (request) =>
    answer(async () => {
      const { rollout } = await findRollout(deps, request);
      return { jsonBody: await deps.stores.timeline.read(rollout.id, pageOf(request)) };
    });
}
