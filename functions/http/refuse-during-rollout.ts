import { conflict } from '../../shared/contracts/problem.ts';
import type { Dependencies } from '../dependencies.ts';

/** A rollout that is under way could not bring back what it changed: throws Conflict `rolloutUnderWay`. */
export async function refuseDuringRollout({ stores }: Dependencies, fleet: string): Promise<void> {
  const id = await stores.rollouts.underWay(fleet);
  if (id === undefined) return;
  throw conflict(
    'rolloutUnderWay',
    `Fleet ${fleet} is being rolled out to: ${id}.`,
    `Wait for it, or end it with POST /api/rollouts/${id}/abort.`,
  );
}
