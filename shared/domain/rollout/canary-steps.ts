import type { Move, PlannedStep } from '../../contracts/rollout/plan.ts';
import type { Amount, RolloutPolicy } from '../../contracts/rollout/policy.ts';
import { gateStep, setupStep } from './common-steps.ts';
import { autoscale, IN_PRODUCTION, resized } from './moves.ts';
import type { Planning, StrategySteps } from './planning.ts';
import { type Sizes, sizesAfter } from './sizes.ts';
import { upgradeProblems } from './step-problems.ts';

type Canary = NonNullable<RolloutPolicy['canary']>;

/** The new unit grows step by step while the stable one shrinks; gates in between. */
export function canarySteps(planning: Planning, { resize, steps }: Canary): StrategySteps {
  const { size, stable } = planning;
  const problems = upgradeProblems({ path: 'canary.steps', steps, desired: size.desired });
  const planned: PlannedStep[] = [setupStep(planning, IN_PRODUCTION)];
  let before: Sizes = { new: 0, stable: stable?.size.desired ?? 0, isFinal: false };
  for (const step of steps) {
    const held = gateStep(step);
    if (held) planned.push(held);
    if (step.upgrade === undefined) continue;
    const input = { desired: size.desired, stable: stable?.size.desired ?? 0, resize };
    const after = sizesAfter(step.upgrade, input);
    planned.push(
      upgradeStep(planning, { amount: step.upgrade, before, after, oldFirst: resize === 'oldFirst' }),
    );
    before = after;
  }
  return { steps: planned, after: [], problems };
}

interface Upgrade {
  amount: Amount;
  before: Sizes;
  after: Sizes;
  oldFirst: boolean;
}

function upgradeStep(planning: Planning, { amount, before, after, oldFirst }: Upgrade): PlannedStep {
  const { size, stable, newUnit, steadySeconds } = planning;
  const grow = growth(planning, before, after);
  const shrink = stable && after.stable !== before.stable ? shrinkage(planning, after) : [];
  const resizes = oldFirst ? [...shrink, ...grow] : [...grow, ...shrink];
  const name = stable ? `, ${stable.name} to ${after.stable}` : '';
  return {
    kind: 'upgrade',
    title: `Upgrade to ${amount}: ${newUnit} to ${after.new} of ${size.desired}${name}`,
    moves: [...autoscaleOff(planning, shrink), ...resizes, ...autoscaleOn(planning, after)],
    deadlineSeconds: steadySeconds * Math.max(1, resizes.filter(({ kind }) => kind === 'ready').length),
  };
}

function growth({ size, newUnit }: Planning, before: Sizes, after: Sizes): Move[] {
  if (after.new === before.new) return [];
  const to = { min: after.isFinal ? size.min : 0, desired: after.new, max: size.max };
  return resized(newUnit, to, `${after.new} of ${size.desired} machines of the new image`);
}

function shrinkage({ stable }: Planning, after: Sizes): Move[] {
  if (!stable) return [];
  const to = { min: 0, desired: after.stable, max: stable.size.max };
  const why = after.isFinal ? 'the new unit has taken over' : 'the new unit has grown by as much';
  return resized(stable.name, to, why);
}

/** Nobody else resizes what is being resized (rule 11); at every step that shrinks, since others may have put it back. */
function autoscaleOff({ stable }: Planning, shrink: Move[]): Move[] {
  if (!stable?.hasAutoscale || shrink.length === 0) return [];
  return [autoscale(stable.name, 'off', 'nobody else may resize it meanwhile')];
}

/** Last of all: under autoscale a unit that shares its load with the old one would shrink. */
function autoscaleOn({ world, newUnit }: Planning, after: Sizes): Move[] {
  if (!after.isFinal || world.baseAutoscale === undefined) return [];
  return [autoscale(newUnit, { saved: world.baseAutoscale }, 'it has reached what is desired')];
}
