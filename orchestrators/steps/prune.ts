import type { PruneRound } from '../../shared/contracts/activities.ts';
import type { Step } from './call.ts';
import { after, type Life } from './life.ts';
import { look } from './look.ts';
import { patiently } from './patiently.ts';
import { syncTargets } from './register.ts';
import { rest } from './rest.ts';
import { lookOf, occasion, type Round } from './round.ts';

const LOOKS = 3;

/**
 * Removes the targets of instances that are gone, after as many looks as it takes to be sure (rule 4).
 * Answers how many went and, when a person must agree first, the question.
 */
export function* pruneTheGone(life: Life, round: Round): Step<PruneRound> {
  for (let looks = 0; looks < LOOKS && (lookOf(round).missing > 0 || round.orphans > 0); looks++) {
    yield* rest(life, after(life, round.policy.secondLookSeconds), { deaf: true });
    yield* look(life, round);
    if (round.orphans > 0) yield* syncTargets(life, round);
    if (lookOf(round).missing === 0) break;
  }
  // An empty or partial list takes nothing away, not even what earlier lists proved gone.
  if (!lookOf(round).trustworthy) return { pruned: 0 };
  const { approvedRemovals } = round;
  return yield* patiently(life, 'pruneTargets', { ...occasion(life, round), approvedRemovals });
}
