import type { NamedFleet } from '../../../shared/contracts/fleet.ts';
import { heed, type Heard } from '../../../shared/domain/rollout/heed.ts';
import { nextTurn, type Turn } from '../../../shared/domain/rollout/next-turn.ts';
import type { RolloutFile } from '../../../shared/ports/rollout-store.ts';
import type { RolloutProvider } from '../../../shared/ports/rollout.ts';
import type { Dependencies } from '../../dependencies.ts';
import { loadFleet } from '../fleet-context.ts';

/** A rollout whose turn it is: what lies in its file, what it was told, and what it does next. */
export interface Desk {
  file: RolloutFile;
  heard: Heard[];
  turn: Turn;
  named: NamedFleet;
  provider: RolloutProvider;
  /** The orchestration's own time (ISO 8601). */
  now: string;
}

/** The fleet's rollout that is under way, with its next turn decided; `undefined` when there is none. */
export async function openDesk(
  deps: Dependencies,
  { fleet, at: now }: { fleet: string; at: string },
): Promise<Desk | undefined> {
  const { rollouts } = deps.stores;
  const id = await rollouts.underWay(fleet);
  const file = id === undefined ? undefined : await rollouts.open(fleet, id);
  if (!file) return undefined;
  const named = await loadFleet(deps, fleet);
  const moment = { journal: file.journal, now };
  const { rollout, heard } = heed(file.rollout, file.asked, moment);
  const provider = deps.rollouts.of(named, rollouts.saved(fleet));
  return { file, heard, turn: nextTurn(rollout, moment), named, provider, now };
}
