import { run } from '../child.ts';
import type { ArmFigures } from './arm-figures.ts';

/** How quick the simulated Resource Manager is and what it holds in memory, in a process of its own. */
export function measureArm(): Promise<ArmFigures> {
  return run<ArmFigures>('./arm/program.ts', null);
}
