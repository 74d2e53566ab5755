import type { Rollout } from '../../../shared/contracts/rollout/record.ts';
import type { ToldLine } from '../../../shared/domain/rollout/told.ts';
import type { Dependencies } from '../../dependencies.ts';

/** Writes to the fleet's timeline and to the rollout's own; a turn taken twice at one moment writes the same lines. */
export async function tellRollout(
  deps: Dependencies,
  { rollout, at }: { rollout: Rollout; at: string },
  told: ToldLine[],
): Promise<void> {
  if (told.length === 0) return;
  const { id: rolloutId, fleet, lastSeq, position, goal } = rollout;
  // Several turns may be taken at one moment.
  const turn = `${at}|${lastSeq}|${goal}|${position.step}.${position.move}`;
  const entries = told.map((line, index) => ({
    ...{ ...line, at, rolloutId },
    key: `${rolloutId}|${turn}|${String(index).padStart(3, '0')}|${line.kind}`,
  }));
  // A rollout's id is no fleet's name: its own timeline stands beside those of fleets.
  await Promise.all([fleet, rolloutId].map((story) => deps.stores.timeline.append(story, entries)));
}
