import { type FormEvent, memo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { InstanceAnswer } from '../data/answers.ts';
import { usePages } from '../data/use-api.ts';
import { count, spoken } from '../data/words.ts';
import { Trouble } from './answered.tsx';
import { Pager } from './pager.tsx';
import { toneOf } from './state.tsx';

/** What an instance shows of itself first: that it is ill, or has nothing deployed, says more than that it is ready. */
export function shownState({ state, health, missingSince, target, releases }: InstanceAnswer): string {
  if (missingSince !== undefined && state !== 'gone') return 'missing';
  if (state !== 'ready') return state;
  if (health === 'unhealthy') return 'unhealthy';
  const unsettled = releases.find((release) => release.state !== 'deployed');
  if (unsettled) return unsettled.state;
  return target && releases.length > 0 ? 'deployed' : 'ready';
}

/** The fleet’s instances: a block for each, or a table of them. */
export function Instances({ path, isBusy }: { path: string; isBusy: boolean }) {
  const [isTable, setTable] = useState(false);
  const pages = usePages<InstanceAnswer>(`${path}/instances`, { isBusy });
  const { asked, number, onNext, onPrevious } = pages;
  const there = (asked.data?.items ?? []).filter(({ state }) => state !== 'gone').sort(byName);
  const isOneOfMany = onNext !== undefined || onPrevious !== undefined;
  return (
    <section aria-labelledby="instances">
      <header className="row">
        <h2 id="instances">Instances</h2>
        {asked.isSuccess ? <Tally rows={there} isPart={isOneOfMany} /> : <p className="quiet">Loading…</p>}
        {there.length > 0 ? (
          <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            As a table
          </button>
        ) : null}
      </header>
      {asked.error ? <Trouble error={asked.error} /> : null}
      {isTable ? <Table path={path} rows={there} /> : <Blocks path={path} rows={there} />}
      {isOneOfMany ? (
        <div className="row pager">
          <Pager what="instances" number={number} onNext={onNext} onPrevious={onPrevious} />
          <Find path={path} />
        </div>
      ) : null}
    </section>
  );
}

/** Of many, one is sooner named than seen. */
function Find({ path }: { path: string }) {
  const [word, setWord] = useState('');
  const [, navigate] = useLocation();
  const find = (event: FormEvent) => {
    event.preventDefault();
    if (word.trim() !== '') navigate(`/${path}/instances/${encodeURIComponent(word.trim())}`);
  };
  return (
    <form className="buttons" onSubmit={find}>
      <input
        type="search"
        aria-label="Name of an instance or its target, or vmId"
        placeholder="Name or vmId"
        value={word}
        onChange={({ target }) => setWord(target.value)}
      />
      <button>Find</button>
    </form>
  );
}

const ORDER = new Intl.Collator('en', { numeric: true });
const byName = (one: InstanceAnswer, other: InstanceAnswer) => ORDER.compare(one.name, other.name);

/** How many there are of each kind. */
function Tally({ rows, isPart }: { rows: InstanceAnswer[]; isPart: boolean }) {
  const states = new Map<string, number>();
  for (const row of rows) states.set(shownState(row), (states.get(shownState(row)) ?? 0) + 1);
  return (
    <p className="tally">
      {count(rows.length, 'instance') + (isPart ? ' on this page' : '')}
      {[...states].map(([state, number]) => (
        <span key={state} className={`state ${lookOf(state)}`}>
          {number.toLocaleString('en')} {spoken(state)}
        </span>
      ))}
    </p>
  );
}

/** Whoever has nothing deployed yet looks other than whoever has. */
function lookOf(state: string): string {
  return state === 'ready' ? 'fresh' : toneOf(state);
}

function Blocks({ path, rows }: { path: string; rows: InstanceAnswer[] }) {
  return (
    <ul className="blocks">
      {rows.map((row) => (
        <Block key={row.vmId} path={path} row={row} />
      ))}
    </ul>
  );
}

/** There may be hundreds: each is drawn again only when it has changed, and its link is the browser's own. */
const Block = memo(function Block({ path, row }: { path: string; row: InstanceAnswer }) {
  const state = shownState(row);
  return (
    <li>
      <a
        href={`#/${path}/instances/${row.vmId}`}
        className={lookOf(state)}
        title={`${row.name}: ${state}. ${row.reason}`}
      >
        <span className="hidden">
          {row.name}: {state}
        </span>
      </a>
    </li>
  );
});

function Table({ path, rows }: { path: string; rows: InstanceAnswer[] }) {
  return (
    <div className="scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">State</th>
            <th scope="col">Target</th>
            <th scope="col">Releases</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.vmId}>
              <th scope="row">
                <Link href={`/${path}/instances/${row.vmId}`}>{row.name}</Link>
              </th>
              <td>
                <span className={`state ${lookOf(shownState(row))}`}>{spoken(shownState(row))}</span>
              </td>
              <td>{row.target?.name ?? '–'}</td>
              <td>{row.releases.map(({ version, state }) => `${version} (${state})`).join(', ') || '–'}</td>
              <td className="wide">{row.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
