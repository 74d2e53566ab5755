import type { TimelineEntry } from '../data/answers.ts';
import { useList } from '../data/use-api.ts';
import { More } from './more.tsx';
import { Time } from './time.tsx';

/** What was measured, oldest first, each with what was found. */
export function Verification({ path, isBusy }: { path: string; isBusy: boolean }) {
  const list = useList<TimelineEntry>(`${path}/timeline?kind=measured`, { isBusy });
  const found = (list.data?.pages.flatMap(({ items }) => items) ?? []).toReversed();
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="verification">
      <h2 id="verification">Verification</h2>
      <ol className="marks">
        {found.map(({ at, reason, data }, index) => (
          <li key={`${at}${index}`} className={verdictOf(data)} title={reason}>
            <span className="hidden">
              {verdictOf(data)}: {reason}
            </span>
          </li>
        ))}
      </ol>
      <p className="quiet">
        Last <Time at={found.at(-1)?.at ?? ''} />: {found.at(-1)?.reason}
      </p>
      <More list={list} what="older measurements" />
    </section>
  );
}

function verdictOf(data: TimelineEntry['data']): string {
  const verdict = data?.['verdict'];
  return typeof verdict === 'string' ? verdict : 'inconclusive';
}
