import type { NamedFleet } from '../../../shared/contracts/fleet.ts';
import { memberOf, type Members } from '../../../shared/domain/members.ts';
import type { Downsizing } from '../../../shared/domain/plan-pruning.ts';
import { sizesMade, unitsRemoved } from '../../../shared/domain/rollout/effects.ts';
import type { Dependencies } from '../../dependencies.ts';

/** What the fleet's last rollout made of its members. */
export interface Effects {
  /** Machines beyond these sizes were removed by it, and need no yes. */
  downsizings: Downsizing[];
  /** Members that it removed, their ids in lower case. */
  removed: string[];
}

const NONE: Effects = { downsizings: [], removed: [] };

export async function effectsOfLastRollout(deps: Dependencies, named: NamedFleet): Promise<Effects> {
  const { rollouts } = deps.stores;
  const [last] = (await rollouts.list(named.name, { take: 1 })).items;
  const file = last && (await rollouts.open(named.name, last.id));
  if (!file) return NONE;
  const provider = deps.rollouts.of(named, rollouts.saved(named.name));
  const memberId = (unit: string) => provider.memberId(unit);
  return {
    downsizings: [...sizesMade(file.journal)].map(([unit, size]) => ({ member: memberId(unit), size })),
    removed: unitsRemoved(file.journal).map(memberId),
  };
}

/**
 * Members that the last rollout removed are the fleet's no more once no row of the ledger is left of them; before that their
 * machines would be those of a stranger.
 */
export async function releaseRetired(
  deps: Dependencies,
  named: NamedFleet & { members: Members },
  { removed }: Effects,
): Promise<void> {
  const { fleets, ledger } = deps.stores;
  const retired = named.members.live.filter(({ id }) => removed.includes(id));
  if (retired.length === 0) return;
  const left = (await ledger.rows(named.name)).map((row) => memberOf(row, named.members.base));
  for (const { id, scaleSet } of retired)
    if (!left.includes(id)) await fleets.releaseMember(named.name, scaleSet);
}
