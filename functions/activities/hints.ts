import type { Hint, HintBatch } from '../../shared/contracts/hint.ts';
import type { Yes } from '../../shared/contracts/reaction.ts';
import { bothYes, yesIn } from '../../shared/domain/reaction/operators-yes.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { askAgain } from './ask-again.ts';
import { updateReaction } from './fleet-context.ts';

/**
 * Such hints have the stores asked for a rollout that nobody told of: whoever began it may have died before the hint of it was
 * written, and the timer's comes to every fleet.
 */
const ASKING: Hint['source'][] = ['rollout', 'timer', 'operator'];

/** All hints that wait; `null` when there is no such fleet any more. */
export const collectHints: Activity<'collectHints'> = async ({ stores }, { fleet, asksForRollout }) => {
  if (!(await stores.fleets.get(fleet))) return null;
  const hints = await stores.hints.collect(fleet);
  if (!asksForRollout && !ASKING.some((source) => hints.sources[source])) return hints;
  return { ...hints, rolloutUnderWay: (await stores.rollouts.underWay(fleet)) !== undefined };
};

/** Adds hints that came while the reaction was still waiting for Azure; from then on they wait no more. */
export const addHints: Activity<'addHints'> = async (deps, { hints, ...occasion }) => {
  await askAgain(deps, occasion.fleet, hints);
  await updateReaction(deps, occasion, ({ hints: before, yes }) => {
    const more = hints.through <= before.through ? undefined : yesIn(hints, occasion.at);
    return { hints: merged(before, hints), ...withYes(bothYes(yes, more)) };
  });
  await clearHints(deps, occasion.fleet, hints);
  return null;
};

/** Takes the hints out of the inbox that a reaction has on record. */
export async function clearHints(
  { stores }: Dependencies,
  fleet: string,
  { through }: HintBatch,
): Promise<void> {
  if (through) await stores.hints.clear(fleet, through);
}

export function withYes(yes: Yes | undefined): { yes?: Yes } {
  return yes ? { yes } : {};
}

/** Batches come in the order of their keys; one that is on record already adds nothing. */
function merged(before: HintBatch, added: HintBatch): HintBatch {
  if (added.through <= before.through) return before;
  const sources = { ...before.sources };
  for (const [source, number] of Object.entries(added.sources))
    sources[source] = (sources[source] ?? 0) + number;
  return {
    count: before.count + added.count,
    distinct: before.distinct + added.distinct,
    sources,
    examples: [...before.examples, ...added.examples].slice(-10),
    approvedRemovals: Math.max(before.approvedRemovals, added.approvedRemovals),
    ...(before.retryDeployments || added.retryDeployments ? { retryDeployments: true } : {}),
    ...(before.letGo || added.letGo ? { letGo: [...(before.letGo ?? []), ...(added.letGo ?? [])] } : {}),
    through: added.through,
  };
}
