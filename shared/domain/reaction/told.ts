import type { HintBatch } from '../../contracts/hint.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Question, Told } from '../../contracts/timeline.ts';
import { count } from '../wording.ts';

const AGAIN = 'somebody whom the others did not wait for may be there now';

/** Why a reaction begins. */
export function toldOpening(hints: HintBatch): Told {
  if (hints.count === 0) return { kind: 'reactionOpened', message: 'Looks at Azure again', reason: AGAIN };
  const sources = Object.entries(hints.sources).map(([source, number]) => `${number} from ${source}`);
  const message = `Looks at Azure because of ${count(hints.count, 'hint')}`;
  const askers = new Set(hints.examples.flatMap(({ by }) => by ?? []));
  const reason = [...sources, ...[...askers].map((by) => `asked for by ${by}`)].join(', ');
  return { kind: 'reactionOpened', message, reason, data: { distinct: hints.distinct } };
}

/** How it ended: by a problem, or for the reason given. */
export function toldEnd({
  outcome,
  reason,
  problem,
}: {
  outcome: string;
  reason: string;
  problem?: Problem;
}): Told {
  const why = problem ? `${problem.message} ${problem.nextStep}` : reason;
  return { kind: 'reactionClosed', message: `Reaction ended: ${outcome}`, reason: why };
}

export function toldQuestion({ code, message, nextStep }: Question): Told {
  return { kind: code, message, reason: nextStep };
}
