import type { UnitSeen } from '../../contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../../contracts/rollout/policy.ts';
import { ROLE_TAG } from './marks.ts';

/**
 * The unit that serves today. In blue/green it is in the production pool, by its model, and labelled BLUE if any is: a
 * failed leftover with machines is neither. Otherwise it is the newest that has machines.
 */
export function stableUnit(units: UnitSeen[], { blueGreen }: RolloutPolicy): UnitSeen | undefined {
  const newestFirst = units.toSorted((a, b) => b.revision - a.revision);
  if (!blueGreen) return newestFirst.find(({ size }) => size.desired > 0);
  const live = newestFirst.filter(({ place, size }) => place.production > 0 && size.desired > 0);
  return live.find(({ labels }) => labels[ROLE_TAG] === 'BLUE') ?? live[0];
}
