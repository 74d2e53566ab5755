import type { NamedFleet } from '../../../shared/contracts/fleet.ts';
import type { Downsizing } from '../../../shared/domain/plan-pruning.ts';
import { sizesMade } from '../../../shared/domain/rollout/downsizings.ts';
import type { Dependencies } from '../../dependencies.ts';

/** What the fleet's last rollout made of its members' sizes: machines beyond them were removed by it, and need no yes. */
export async function downsizingsBy(deps: Dependencies, named: NamedFleet): Promise<Downsizing[]> {
  const { rollouts } = deps.stores;
  const [last] = (await rollouts.list(named.name, { take: 1 })).items;
  const file = last && (await rollouts.open(named.name, last.id));
  if (!file) return [];
  const provider = deps.rollouts.of(named, rollouts.saved(named.name));
  return [...sizesMade(file.journal)].map(([unit, size]) => ({ member: provider.memberId(unit), size }));
}
