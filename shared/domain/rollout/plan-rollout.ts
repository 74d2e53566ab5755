import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Plan, World } from '../../contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../contracts/rollout/policy.ts';
import { blueGreenSteps } from './blue-green-steps.ts';
import { canarySteps } from './canary-steps.ts';
import type { Planning } from './planning.ts';
import { retirement } from './retirement.ts';
import type { StepsProblem } from './step-problems.ts';

/** A plan, or everything that keeps there from being one, each with its path in the policy. */
export type Planned = { ok: true; plan: Plan } | { ok: false; problems: StepsProblem[] };

/**
 * What a rollout is going to do, move by move; decided from the policy and one look at the world, and nothing else. `keep`:
 * how many earlier revisions stay beside the new one.
 */
export function planRollout(policy: RolloutPolicy, world: World, { keep }: { keep: number }): Planned {
  const planning = planningOf(policy, world);
  const { steps, after, problems } = policy.blueGreen
    ? blueGreenSteps(planning, policy.blueGreen)
    : canarySteps(planning, policy.canary ?? canaryOf(policy));
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    plan: {
      newUnit: planning.newUnit,
      revision: world.next.revision,
      ...stableOf(planning),
      ...(world.front === undefined ? {} : { front: world.front }),
      desired: planning.size.desired,
      steps: [...steps, ...after, ...retirement(planning, keep)],
      successAt: steps.length,
    },
  };
}

function stableOf({ stable }: Planning): Pick<Plan, 'stableUnit' | 'stableDesired'> {
  return stable ? { stableUnit: stable.name, stableDesired: stable.size.desired } : {};
}

function planningOf(policy: RolloutPolicy, world: World): Planning {
  const { instances } = policy;
  return {
    policy,
    world,
    size: instances === 'sameAsRunning' ? world.running : instances,
    stable: world.units.find(({ name }) => name === world.stable),
    newUnit: world.next.name,
    steadySeconds: secondsOf(policy.timeouts.steadyState),
  };
}

/** A basic rollout is a canary of one step. */
function canaryOf({ basic }: RolloutPolicy): NonNullable<RolloutPolicy['canary']> {
  const { resize = 'newFirst', verify } = basic ?? {};
  return { resize, steps: [{ upgrade: '100%' }, ...(verify ? [{ verify }] : [])] };
}
