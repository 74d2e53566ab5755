import type { Rollout } from '../../../shared/contracts/rollout/record.ts';
import type { ToldLine } from '../../../shared/domain/rollout/told.ts';
import type { Dependencies } from '../../dependencies.ts';
import { logTold } from '../../telemetry/log-told.ts';

/** What is told at one place of the rollout as often as it is seen. */
const AGAIN_AND_AGAIN: ToldLine['kind'][] = [
  'unitSeen',
  'measured',
  'rolloutWaits',
  'rolloutPaused',
  'rolloutCommand',
];

/** Writes to the fleet's timeline and to the rollout's own; a turn taken twice at one moment writes the same lines. */
export async function tellRollout(
  deps: Dependencies,
  { rollout, at }: { rollout: Rollout; at: string },
  told: ToldLine[],
): Promise<void> {
  if (told.length === 0) return;
  const { id: rolloutId, fleet, lastSeq, position, goal } = rollout;
  const place = `${lastSeq}|${goal}|${position.step}.${position.move}`;
  const entries = told.map((line, index) => {
    // Whoever died after telling tells it again when the turn is taken again, later: the same line.
    const moment = AGAIN_AND_AGAIN.includes(line.kind) ? at : '';
    const key = [rolloutId, place, moment, String(index).padStart(3, '0'), line.kind].join('|');
    return { ...line, at, rolloutId, key };
  });
  // A rollout's id is no fleet's name: its own timeline stands beside those of fleets.
  await Promise.all([fleet, rolloutId].map((story) => deps.stores.timeline.append(story, entries)));
  logTold(fleet, entries);
}
