import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { World } from '../../../shared/contracts/rollout/plan.ts';
import type { Rollout } from '../../../shared/contracts/rollout/record.ts';
import { stateOf } from '../../../shared/domain/rollout/state.ts';
import { count } from '../../../shared/domain/wording.ts';
import { planView } from '../../../shared/view/rollout-view.ts';
import type { Dependencies } from '../../dependencies.ts';
import { clientOf, tellFleet } from '../../inbox/tell-fleet.ts';
import { refuseDuringRollout } from '../refuse-during-rollout.ts';
import { answer, NotInForm } from '../problem-details.ts';
import { rolloutIdAt } from './find-rollout.ts';
import { type Prepared, prepareRollout } from './prepare-rollout.ts';
import { readPolicyOf } from './read-policy-of.ts';

/** `POST /api/rollouts/plan`: what a rollout would do, and whether it could; changes nothing. */
export function planOnly(deps: Dependencies) {
  return (request: HttpRequest): Promise<HttpResponseInit> =>
    answer(async () => {
      const policy = await readPolicyOf(deps, request);
      const { plan, world, provider } = await prepareRollout(deps, policy);
      return {
        jsonBody: { fleet: policy.fleet, ...planView(plan, world, (change) => provider.cost(change)) },
      };
    });
}

/** `POST /api/rollouts`: begins one; what it found out before its first write is its way back. */
export function startRollout(deps: Dependencies) {
  return (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    answer(async () => {
      const policy = await readPolicyOf(deps, request);
      // Before the cloud is asked; the store decides again when it begins.
      await refuseDuringRollout(deps, policy.fleet);
      const prepared = await prepareRollout(deps, policy);
      refuseIfUnfit(prepared.world);
      const rollout = newRollout(prepared, deps.now());
      const { id, fleet } = rollout;
      await deps.stores.rollouts.begin(rollout);
      const hint = { id: `rollout:${id}`, source: 'rollout' as const, what: `rollout ${id} begins` };
      const told = { fleet, hint: { ...hint, receivedAt: rollout.createdAt } };
      await tellFleet(deps, clientOf(context), told);
      const follow = `/api/rollouts/${id}`;
      return {
        status: 202,
        headers: { location: follow, 'operation-location': follow },
        jsonBody: { id, fleet, state: stateOf(rollout), timeline: `${follow}/timeline` },
      };
    });
}

function refuseIfUnfit({ checks }: World): void {
  const failed = checks.filter(({ result }) => result === 'failed');
  if (failed.length === 0) return;
  const errors = failed.map(({ code, message, nextStep = '' }) => ({
    path: `checks.${code}`,
    message: `${message} ${nextStep}`.trim(),
  }));
  throw new NotInForm(`rollout, by ${count(errors.length, 'check')}`, errors);
}

function newRollout({ named, plan, policy }: Prepared, now: Date): Rollout {
  const createdAt = now.toISOString();
  const position = { step: 0, move: 0, stepSince: createdAt, moveSince: createdAt };
  return {
    ...{ id: rolloutIdAt(named.name, now), fleet: named.name, createdAt, policy, plan },
    ...{ goal: 'forward', position, lastSeq: 0 },
  };
}
