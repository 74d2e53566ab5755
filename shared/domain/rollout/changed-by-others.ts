import type { Facet, Facets } from '../../contracts/rollout/facets.ts';
import type { Entry } from '../../contracts/rollout/record.ts';
import { count } from '../wording.ts';
import { labelsInWords, placesInWords, type ToldLine } from './told.ts';

type Rule<F extends Facet> = {
  /** Whether the world shows what a change made. */
  isShown(found: Facets[F], made: Facets[F]): boolean;
  /** What it shows instead, for people. */
  inWords(of: string, found: Facets[F], made: Facets[F]): string;
};

const RULES: { [F in Facet]: Rule<F> } = {
  existence: {
    isShown: (found, made) => (found === 'absent') === (made === 'absent'),
    inWords: (of, found) => (found === 'absent' ? `${of} is not there any more` : `${of} is there again`),
  },
  size: {
    isShown: (found, made) => found.desired === made.desired,
    inWords: (of, found, made) => `${of} has ${count(found.desired, 'machine')} now, not ${made.desired}`,
  },
  autoscale: {
    // One unit's setting, given to another, is kept under another key: only whether there is one can be compared.
    isShown: (found, made) => (found === 'off') === (made === 'off'),
    inWords: (of, found) =>
      `${of} is ${found === 'off' ? 'not under autoscale any more' : 'under autoscale again'}`,
  },
  exposure: {
    isShown: (found, made) =>
      Object.entries(made).every(([unit, { production, stage }]) => {
        const now = found[unit] ?? { production: 0, stage: false };
        return now.production === production && now.stage === stage;
      }),
    inWords: (of, found) => `Behind ${of} it is otherwise now: ${placesInWords(found)}`,
  },
  labels: {
    isShown: (found, made) => Object.keys({ ...found, ...made }).every((name) => found[name] === made[name]),
    inWords: (of, found) => `${of} is labelled otherwise now: ${labelsInWords(found)}`,
  },
};

/**
 * That the world does not show any more what the rollout made of it: others changed it since. The rollout goes on, as a way
 * back ends where it began; what it replaces stands in its journal, and is not replaced silently.
 */
export function toldOthersChange(journal: Entry[], entry: Entry): ToldLine[] {
  const { facet, of, seq, before, why } = entry;
  const last = journal.findLast((each) => each.seq < seq && each.facet === facet && each.of === of);
  // What came of one that failed, nobody knows.
  if (last?.outcome !== 'done') return [];
  const rule = RULES[facet] as Rule<Facet>;
  if (rule.isShown(before, last.to)) return [];
  return [
    {
      kind: 'changedByOthers',
      message: rule.inWords(of, before, last.to),
      reason: `somebody else changed it since ${last.at}; the rollout goes on: ${why}`,
      data: { since: last.seq, replacedBy: seq },
    },
  ];
}
