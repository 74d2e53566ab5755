import type { Occasion } from '../../shared/contracts/activities.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import type { Dependencies } from '../dependencies.ts';
import type { FleetNow } from './fleet-context.ts';
import { ask } from './questions.ts';
import { scaleSetNotFound, type Seen } from './see-member.ts';

/**
 * A fleet whose base is no more is told so: it is all that the fleet has (throws `scaleSetNotFound`), or other members go on
 * serving, and only the next rollout lacks what to make a revision like.
 */
export async function baseIsGone(
  deps: Dependencies,
  occasion: Occasion,
  { named, sights }: { named: FleetNow; sights: Seen[] },
): Promise<void> {
  const { base } = named.members;
  const isGone = sights.some((each) => each.isGone && each.sighting.member === base);
  const problem = scaleSetNotFound(named.fleet.scaleSet);
  if (isGone && sights.length === 1) throw new ProblemError(problem);
  await ask(deps, occasion, { codes: [problem.code], problems: isGone ? [problem] : [] });
}
