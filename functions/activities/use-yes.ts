import type { Occasion } from '../../shared/contracts/activities.ts';
import { afterUse } from '../../shared/domain/reaction/operators-yes.ts';
import type { Dependencies } from '../dependencies.ts';

/** Notes what came of an operator's yes; last of all, so that a repetition still has it for what it has to finish. */
export async function useYes(
  deps: Dependencies,
  occasion: Occasion,
  used: Parameters<typeof afterUse>[1],
): Promise<void> {
  const { reactions } = deps.stores;
  const reaction = await reactions.get(occasion.fleet, occasion.reactionId);
  if (reaction?.yes) await reactions.save({ ...reaction, yes: afterUse(reaction.yes, used) });
}
