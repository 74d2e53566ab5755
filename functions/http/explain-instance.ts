import { invalid } from '../../shared/contracts/problem.ts';
import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import { explainInstance, instanceMeant, mentions, speaksOf } from '../../shared/domain/explain.ts';
import { instanceView } from '../../shared/view/fleet-view.ts';
import type { Handler } from '../access/guard.ts';
import type { Dependencies } from '../dependencies.ts';
import { findFleet } from './find-fleet.ts';
import { InstanceWord } from './operations/parameters.ts';
import { inFormOf } from './read-body.ts';
import { readWhere } from './read-where.ts';

/** So many lines at most, of so many of the newest that are searched. */
const MOST_TOLD = 50;
const SEARCHED = 2000;

/**
 * `GET /api/fleets/{fleet}/explain?instance=`: why an instance is, or is not, registered, deployed to and pruned, and every
 * decision that names it; of one that the ledger has forgotten, the decisions alone.
 */
export function explain(deps: Dependencies): Handler {
  return async (request) => {
    const { name: fleet } = await findFleet(deps, request);
    const word = inFormOf(InstanceWord, request.query.get('instance') ?? undefined, 'instance in the query');
    const row = instanceMeant(await deps.stores.ledger.rows(fleet), word);
    const fits = (entry: TimelineEntry) => (row ? speaksOf(entry, row) : mentions(entry, [word]));
    const decisions = await decisionsThat(fits, deps, fleet);
    if (!row && decisions.length === 0) throw unknown(fleet, word);
    const instance = row && instanceView(row);
    return { jsonBody: { instance, points: row ? explainInstance(row, decisions) : [], decisions } };
  };
}

async function decisionsThat(
  fits: (entry: TimelineEntry) => boolean,
  { stores }: Dependencies,
  fleet: string,
): Promise<TimelineEntry[]> {
  const read = (page: { take: number; before?: string }) => stores.timeline.read(fleet, page);
  return (await readWhere(read, { take: MOST_TOLD }, { fits, searched: SEARCHED })).items;
}

function unknown(fleet: string, word: string) {
  return invalid(
    'instanceNotFound',
    `Fleet ${fleet} has no instance ${word}, and its timeline names none.`,
    `GET /api/fleets/${fleet}/instances lists those there are.`,
  );
}
