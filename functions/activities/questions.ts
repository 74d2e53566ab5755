import type { Occasion } from '../../shared/contracts/activities.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import type { Question, QuestionKind } from '../../shared/contracts/timeline.ts';
import { toldQuestion } from '../../shared/domain/reaction/told.ts';
import type { Dependencies } from '../dependencies.ts';
import { note, updateReaction } from './fleet-context.ts';

export interface Asked {
  /** The codes that these questions replace: what is not asked any more is answered. */
  codes: QuestionKind[];
  problems: Question[];
}

/** Puts questions to a person on the reaction's record, from where they come to the fleet's status; tells of new ones. */
export async function ask(deps: Dependencies, occasion: Occasion, { codes, problems }: Asked): Promise<void> {
  const { reactions, fleets } = deps.stores;
  const isOneOf = ({ code }: Problem) => codes.some((each) => each === code);
  const reaction = await reactions.get(occasion.fleet, occasion.reactionId);
  const before = reaction?.questions ?? [];
  if (problems.length === 0 && !before.some(isOneOf)) return;
  const known = [...before, ...((await fleets.status(occasion.fleet))?.problems ?? [])];
  const isKnown = (problem: Question) =>
    known.some(({ code, message }) => code === problem.code && message === problem.message);
  const fresh = problems.filter((problem) => !isKnown(problem));
  await note(deps, occasion, fresh.map(toldQuestion));
  const others = before.filter((each) => !isOneOf(each));
  await updateReaction(deps, occasion, () => ({ questions: [...others, ...problems] }));
}
