import type { Size } from '../../contracts/rollout/facets.ts';
import type { PlannedStep, UnitSeen, World } from '../../contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../contracts/rollout/policy.ts';
import type { StepsProblem } from './step-problems.ts';

/** What the strategies build their steps from. */
export interface Planning {
  policy: RolloutPolicy;
  world: World;
  /** What the new unit is to be in the end. */
  size: Size;
  stable: UnitSeen | undefined;
  newUnit: string;
  /** For steps that wait for machines. */
  steadySeconds: number;
}

/** Steps of one strategy, up to the end of what a rollout is for; `after` clears up. */
export interface StrategySteps {
  steps: PlannedStep[];
  after: PlannedStep[];
  problems: StepsProblem[];
}
