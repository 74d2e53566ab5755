import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { FleetAnswer } from '../data/answers.ts';
import { useWholeList } from '../data/use-api.ts';
import { count, fleetPath, nameIn, spoken } from '../data/words.ts';
import { Trouble } from '../parts/answered.tsx';
import { State } from '../parts/state.tsx';
import { Said } from '../parts/said.tsx';
import { Time } from '../parts/time.tsx';

const SHOWS = ['all', 'needsYou', 'busy', 'rollouts'] as const;
type Show = (typeof SHOWS)[number];
const WORDS: Record<Show, string> = {
  ...{ all: 'All', needsYou: 'Need you', busy: 'Reacting', rollouts: 'Rolling out' },
};

const IS: Record<Show, (fleet: FleetAnswer) => boolean> = {
  all: () => true,
  needsYou: ({ status }) => status.problems.length > 0 || status.stalled !== undefined,
  busy: ({ status }) => status.phase === 'reacting',
  rollouts: ({ status }) => status.rollout !== undefined,
};

/** Something changes by itself; who waits for a person does not. */
const isMoving = ({ status: { phase, rollout } }: FleetAnswer) =>
  phase === 'reacting' || (rollout !== undefined && rollout.waitsFor === undefined);

/** All fleets, those that need a person first; what is filtered stands in the address. */
export function FleetsPage() {
  const [search, setSearch] = useSearchParams();
  const show = SHOWS.find((each) => each === search.get('show')) ?? 'all';
  const words = search.get('q') ?? '';
  const list = useWholeList<FleetAnswer>('fleets', { isBusy: isMoving });
  const fleets = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const found = fleets.filter(({ name }) => name.includes(words.toLowerCase())).filter(IS[show]);
  const change = (name: string, value: string) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      <header className="row">
        <h1>Fleets</h1>
        <input
          type="search"
          aria-label="Filter by name"
          placeholder="Filter by name ( / )"
          value={words}
          onChange={({ target }) => change('q', target.value)}
        />
      </header>
      <div className="tabs" role="group" aria-label="Which fleets">
        {SHOWS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === show}
            onClick={() => change('show', each === 'all' ? '' : each)}
          >
            {WORDS[each]}{' '}
            <span className="number">{fleets.filter(IS[each]).length.toLocaleString('en')}</span>
          </button>
        ))}
      </div>
      {list.error ? <Trouble error={list.error} /> : null}
      {list.isPending ? <p className="quiet">Loading…</p> : null}
      <FleetTable key={`${show} ${words}`} fleets={sorted(found)} />
      {list.isSuccess && found.length === 0 ? <Nothing isFiltered={fleets.length > 0} /> : null}
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <p className="quiet">
      {isFiltered ? 'No fleet is like that.' : 'There is no fleet yet: fleet apply -f fleet.yaml makes one.'}
    </p>
  );
}

/** Those that need a person, then those where something goes on, then the others; by name. */
function sorted(fleets: FleetAnswer[]): FleetAnswer[] {
  const rank = (fleet: FleetAnswer) =>
    IS.needsYou(fleet) ? 0 : IS.rollouts(fleet) ? 1 : IS.busy(fleet) ? 2 : 3;
  return [...fleets].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

/** Whoever needs a person is among the first; thousands of rows would only make the page slow. */
const ROWS_AT_ONCE = 200;

function FleetTable({ fleets }: { fleets: FleetAnswer[] }) {
  const [most, setMost] = useState(ROWS_AT_ONCE);
  if (fleets.length === 0) return null;
  return (
    <>
      <div className="scrolls">
        <table className="fleets">
          <thead>
            <tr>
              <th scope="col">Fleet</th>
              <th scope="col">State</th>
              <th scope="col" className="figure">
                Ready
              </th>
              <th scope="col">What goes on</th>
              <th scope="col">Since</th>
            </tr>
          </thead>
          <tbody>
            {fleets.slice(0, most).map((fleet) => (
              <FleetRow key={fleet.name} fleet={fleet} />
            ))}
          </tbody>
        </table>
      </div>
      {fleets.length > most ? (
        <button type="button" className="more" onClick={() => setMost(most + ROWS_AT_ONCE)}>
          Show more of {fleets.length.toLocaleString('en')} fleets
        </button>
      ) : null}
    </>
  );
}

function FleetRow({ fleet }: { fleet: FleetAnswer }) {
  const { name, scaleSet, status } = fleet;
  const { machines, since, phase } = status;
  return (
    <tr>
      <th scope="row">
        <Link href={`/${fleetPath(name)}`}>{name}</Link>
        {nameIn(scaleSet) === name ? null : <span className="quiet">{nameIn(scaleSet)}</span>}
      </th>
      <td>{IS.needsYou(fleet) ? <State state="needsYou" word="needs you" /> : <State state={phase} />}</td>
      <td className="figure">{machines ? `${machines.ready} / ${machines.desired}` : '–'}</td>
      <td className="wide">
        <Said text={goesOn(fleet)} />
      </td>
      <td>{since === undefined ? '–' : <Time at={since} />}</td>
    </tr>
  );
}

function goesOn({ status: { problems, stalled, rollout, waiting } }: FleetAnswer): string {
  const [first] = problems;
  if (stalled) return `Nothing moves: ${stalled.at}`;
  if (first)
    return problems.length === 1
      ? first.message
      : `${first.message} And ${count(problems.length - 1, 'more')}.`;
  if (rollout) return `Rollout ${spoken(rollout.state)}: ${rollout.waitsFor?.why ?? rollout.step ?? ''}`;
  return waiting ? `Waits: ${waiting.reason}` : '';
}
