import type { PruneRound } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';
import type { Life } from './life.ts';
import { secondLook } from './look.ts';
import { patiently } from './patiently.ts';
import { syncTargets } from './register.ts';
import { lookOf, occasion, type Round } from './round.ts';

const LOOKS = 3;

/**
 * Removes the targets of instances that are gone, after as many looks as it takes to be sure (rule 4).
 * Answers how many went and, when a person must agree first, the question.
 */
export function* pruneTheGone(life: Life, round: Round): Step<PruneRound> {
  for (let looks = 0; looks < LOOKS && (lookOf(round).missing > 0 || round.orphans > 0); looks++) {
    // The reaction to whoever rang looks again, and this look counts as the first.
    if ((yield* secondLook(life, round)) === 'rung') break;
    if (round.orphans > 0) yield* syncTargets(life, round);
    if (lookOf(round).missing === 0) break;
  }
  // A list that is plainly wrong takes nothing away, not even what earlier lists proved gone.
  if (lookOf(round).contradicted) return { pruned: 0 };
  return yield* patiently(life, 'pruneTargets', occasion(life, round));
}
