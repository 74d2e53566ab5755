import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Place } from '../../contracts/rollout/facets.ts';
import type { Move, PlannedStep } from '../../contracts/rollout/plan.ts';
import type { BlueGreenStep, RolloutPolicy } from '../../contracts/rollout/policy.ts';
import { gateStep, setupStep } from './common-steps.ts';
import {
  autoscale,
  exposed,
  gate,
  IN_PRODUCTION,
  labelled,
  level,
  ON_STAGE,
  OUT_OF_SIGHT,
  resized,
} from './moves.ts';
import type { Planning, StrategySteps } from './planning.ts';
import { newSize } from './sizes.ts';
import { type StepsProblem, upgradeProblems } from './step-problems.ts';

type StableUnit = NonNullable<Planning['stable']>;
type BlueGreen = NonNullable<RolloutPolicy['blueGreen']>;
const PATH = 'blueGreen.steps';
/** No scale set has more. */
const MOST_MACHINES = 1000;

/** The new unit comes up on stage, at full size, and changes places with the one in production. */
export function blueGreenSteps(planning: Planning, policy: BlueGreen): StrategySteps {
  const { steps } = policy;
  const problems = [
    ...upgradeProblems({ path: PATH, steps, desired: planning.size.desired }),
    ...orderProblems(steps, planning.size.desired),
  ];
  const planned = steps.flatMap((step): PlannedStep[] => stepOf(planning, policy, step));
  const clearing = steps.findIndex(({ downsize }) => downsize !== undefined);
  const end = clearing < 0 ? planned.length : clearing;
  return {
    steps: [setupStep(planning, ON_STAGE), ...planned.slice(0, end)],
    after: planned.slice(end),
    problems,
  };
}

function stepOf(planning: Planning, policy: BlueGreen, step: BlueGreenStep): PlannedStep[] {
  if (step.upgrade !== undefined)
    return [upgradeStep(planning, newSize(step.upgrade, planning.size.desired))];
  if (step.swap) return [swapStep(planning, policy)];
  if (step.downsize) return downsizeStep(planning, secondsOf(step.downsize.after));
  const held = gateStep(step);
  return held ? [held] : [];
}

function upgradeStep({ size, newUnit, steadySeconds }: Planning, desired: number): PlannedStep {
  return {
    kind: 'upgrade',
    title: `Bring ${newUnit} to ${desired} of ${size.desired} on stage`,
    moves: resized(newUnit, { min: 0, desired, max: size.max }, 'it comes up where no customer is'),
    deadlineSeconds: steadySeconds,
  };
}

/** The new unit is in production, and seen to be well there, before the old one leaves: the pool is never empty (rule 9). */
function swapStep(planning: Planning, { drain }: BlueGreen): PlannedStep {
  const { world, stable, newUnit, steadySeconds, size, policy } = planning;
  // Nobody said how many are too many.
  const most = policy.instances === 'sameAsRunning' ? MOST_MACHINES : size.max;
  const { front = '' } = world;
  const drainSeconds = secondsOf(drain);
  return {
    kind: 'swap',
    title: `Swap: ${newUnit} into production${stable ? `, ${stable.name} out of it` : ''}`,
    moves: [
      ...(stable ? [level(newUnit, stable.name, most)] : []),
      exposed(front, places(planning, OUT_OF_SIGHT, IN_PRODUCTION), 'it leaves the stage'),
      exposed(
        front,
        places(planning, IN_PRODUCTION, IN_PRODUCTION),
        'it joins production beside the old one',
      ),
      { kind: 'reachable', unit: newUnit },
      labelled(newUnit, { BG_VERSION: 'BLUE' }, 'it is live'),
      gate({ kind: 'wait', seconds: drainSeconds, why: 'connections move over' }),
      ...(stable ? oldLeaves(planning, stable) : []),
      ...autoscaleOn(planning),
    ],
    deadlineSeconds: steadySeconds + drainSeconds,
  };
}

/** Whoever serves nobody is idle: under autoscale it would shrink, and the way back would lead to too few machines. */
function oldLeaves(planning: Planning, { name, hasAutoscale }: StableUnit): Move[] {
  return [
    ...(hasAutoscale ? [autoscale(name, 'off', 'it is kept as it is, as the way back')] : []),
    exposed(
      planning.world.front ?? '',
      places(planning, IN_PRODUCTION, OUT_OF_SIGHT),
      'the new one serves alone',
    ),
    { kind: 'reachable', unit: planning.newUnit },
    labelled(name, { BG_VERSION: 'GREEN' }, 'it is not live any more'),
  ];
}

function places({ stable, newUnit }: Planning, ofNew: Place, ofOld: Place): Record<string, Place> {
  return { [newUnit]: ofNew, ...(stable ? { [stable.name]: ofOld } : {}) };
}

function autoscaleOn({ world, newUnit }: Planning): Move[] {
  if (world.baseAutoscale === undefined) return [];
  return [autoscale(newUnit, { saved: world.baseAutoscale }, 'it carries the load now')];
}

function downsizeStep({ stable, steadySeconds }: Planning, after: number): PlannedStep[] {
  if (!stable) return [];
  const { name, size } = stable;
  const kept =
    after > 0 ? [gate({ kind: 'wait', seconds: after, why: `${name} is kept as the way back` })] : [];
  return [
    {
      kind: 'downsize',
      title: `Downsize ${name} to 0`,
      moves: [...kept, ...resized(name, { min: 0, desired: 0, max: size.max }, 'it serves no more')],
      deadlineSeconds: after + steadySeconds,
    },
  ];
}

function orderProblems(steps: BlueGreenStep[], desired: number): StepsProblem[] {
  const swaps = steps.flatMap(({ swap }, index) => (swap ? [index] : []));
  const [swap] = swaps;
  if (swap === undefined || swaps.length > 1) {
    const message = swap === undefined ? 'has no swap step' : 'has more than one swap step';
    return [{ path: PATH, code: 'swapOnce', message }];
  }
  return steps.flatMap((step, index) => misplaced(step, { index, swap, desired, steps }));
}

interface Where {
  index: number;
  swap: number;
  desired: number;
  steps: BlueGreenStep[];
}

function misplaced(step: BlueGreenStep, { index, swap, steps }: Where): StepsProblem[] {
  const path = `${PATH}[${index}]`;
  if (step.upgrade !== undefined && index > swap)
    return [
      { path, code: 'upgradeAfterSwap', message: 'comes after the swap: production would be too small' },
    ];
  if (!step.downsize) return [];
  if (index < swap)
    return [{ path, code: 'downsizeBeforeSwap', message: 'comes before the swap: production would be gone' }];
  if (index < steps.length - 1) return [{ path, code: 'downsizeNotLast', message: 'is not the last step' }];
  return [];
}
