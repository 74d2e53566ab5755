import type { NamedFleet } from '../../../shared/contracts/fleet.ts';
import { invalid } from '../../../shared/contracts/problem.ts';
import type { Plan, World } from '../../../shared/contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../../shared/contracts/rollout/policy.ts';
import { planRollout } from '../../../shared/domain/rollout/plan-rollout.ts';
import type { RolloutProvider } from '../../../shared/ports/rollout.ts';
import type { Dependencies } from '../../dependencies.ts';
import { withLateFacts } from '../../policies/read-policy.ts';
import { NotInForm } from '../problem-details.ts';

/** What a rollout of a policy would be: a look at the world, and the plan made from it; nothing is changed. */
export interface Prepared {
  named: NamedFleet;
  provider: RolloutProvider;
  world: World;
  plan: Plan;
  /** With what the plan made known filled in. */
  policy: RolloutPolicy;
}

/** Throws 404 for an unknown fleet, 400 with every problem of the policy's steps. */
export async function prepareRollout(deps: Dependencies, asked: RolloutPolicy): Promise<Prepared> {
  const named = await deps.stores.fleets.get(asked.fleet);
  if (!named)
    throw invalid(
      'fleetNotFound',
      `There is no fleet ${asked.fleet}.`,
      'GET /api/fleets lists those there are.',
    );
  const provider = deps.rollouts.of(named, deps.stores.rollouts.saved(named.name));
  const world = await provider.survey(asked);
  const policy = withLateFacts(asked, { revision: world.next.revision, unit: world.next.name });
  const planned = planRollout(policy, world, { keep: named.fleet.rollouts.keep });
  if (planned.ok) return { named, provider, world, plan: planned.plan, policy };
  throw new NotInForm('policy', planned.problems);
}
