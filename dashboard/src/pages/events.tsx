import type { QuarantinedEvent } from '../data/answers.ts';
import { useList } from '../data/use-api.ts';
import { Trouble } from '../parts/answered.tsx';
import { More } from '../parts/more.tsx';
import { Said } from '../parts/said.tsx';
import { State } from '../parts/state.tsx';
import { Time } from '../parts/time.tsx';

/** Events that led to nothing: what came, and why nothing was done. */
export function EventsPage() {
  const list = useList<QuarantinedEvent>('events/quarantined');
  const events = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <h1>Events that led to nothing</h1>
      <p className="quiet">
        What names none of the fleets, or what nobody can read. All others stand on their fleets’ timelines.
      </p>
      {list.error ? <Trouble error={list.error} /> : null}
      {list.isSuccess && events.length === 0 ? <p>There is none.</p> : null}
      <ul className="events">
        {events.map((event) => (
          <Event key={`${event.receivedAt}${event.id}`} event={event} />
        ))}
      </ul>
      <More list={list} what="older events" />
    </>
  );
}

function Event({ event: { receivedAt, door, verdict, code, reason, excerpt } }: { event: QuarantinedEvent }) {
  return (
    <li>
      <p>
        <State state={verdict === 'quarantined' ? 'failed' : 'pending'} word={verdict} />{' '}
        <Said text={reason} />
      </p>
      <p className="quiet">
        <Time at={receivedAt} /> · {door} · {code}
      </p>
      <details>
        <summary>What came</summary>
        <pre>{excerpt}</pre>
      </details>
    </li>
  );
}
