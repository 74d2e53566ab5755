import type { Step } from './call.ts';
import { after, type Life } from './life.ts';
import { patiently } from './patiently.ts';
import { rest } from './rest.ts';
import { occasion } from './round.ts';

const LOOKS = 2;

interface Leaving {
  reactionId: string;
  /** Azure does not know the fleet's own scale set any more. */
  vanished: boolean;
}

/**
 * Lets go of machines that are the fleet's no more, once they are gone or a person agrees: those of the scale set that it
 * was pointed at before, and its own when its scale set is no more. Answers how many targets went.
 */
export function* letGoOfFormer(life: Life, leaving: Leaving): Step<number> {
  const { vanished } = leaving;
  for (let looks = 0; looks < LOOKS; looks++) {
    const input = { ...occasion(life, leaving), vanished };
    const { machines, missing, againInSeconds } = yield* patiently(life, 'lookAtFormerMembers', input);
    if (machines === 0) return 0;
    if (missing === 0 || looks + 1 === LOOKS) break;
    // The reaction to whoever rang looks again, and this look counts as the first.
    if ((yield* rest(life, after(life, againInSeconds))) === 'rung') break;
  }
  const input = { ...occasion(life, leaving), vanished };
  return (yield* patiently(life, 'letGoOfFormer', input)).pruned;
}
