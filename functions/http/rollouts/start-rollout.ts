import { stateOf } from '../../../shared/domain/rollout/state.ts';
import { planView } from '../../../shared/view/rollout-view.ts';
import type { Handler } from '../../access/guard.ts';
import type { Dependencies } from '../../dependencies.ts';
import { clientOf, tellFleet } from '../../inbox/tell-fleet.ts';
import { digestOf, idempotencyKeyOf } from '../idempotency-key.ts';
import { addressOf } from '../pages.ts';
import { beginOnce } from './begin-once.ts';
import { prepareRollout } from './prepare-rollout.ts';
import { readPolicyOf } from './read-policy-of.ts';

/** `POST /api/rollouts/plan`: what a rollout would do, and whether it could; changes nothing. */
export function planOnly(deps: Dependencies): Handler {
  return async (request) => {
    const { policy } = await readPolicyOf(deps, request);
    const { plan, world, provider } = await prepareRollout(deps, policy);
    return {
      jsonBody: { fleet: policy.fleet, ...planView(plan, world, (...asked) => provider.cost(...asked)) },
    };
  };
}

/** `POST /api/rollouts`: begins one; what it found out before its first write is its way back. */
export function startRollout(deps: Dependencies): Handler {
  return async (request, context, caller) => {
    const key = idempotencyKeyOf(request);
    const { policy, text } = await readPolicyOf(deps, request);
    const once = key === undefined ? undefined : { key, request: digestOf(text) };
    const rollout = await beginOnce(deps, policy, { once, caller });
    const { id, fleet } = rollout;
    const hint = { id: `rollout:${id}`, source: 'rollout' as const, what: `rollout ${id} begins` };
    const told = { fleet, hint: { ...hint, receivedAt: rollout.createdAt } };
    await tellFleet(deps, clientOf(context), told);
    const follow = `/api/rollouts/${id}`;
    return {
      status: 202,
      headers: { location: follow, 'operation-location': addressOf(request, follow) },
      jsonBody: { id, fleet, state: stateOf(rollout), timeline: `${follow}/timeline` },
    };
  };
}
