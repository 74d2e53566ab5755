import { useState } from 'react';
import { useList } from '../data/use-api.ts';
import { spoken } from '../data/words.ts';
import type { TimelineEntry } from '../data/answers.ts';
import { Trouble } from './answered.tsx';
import { More } from './more.tsx';
import { Said } from './said.tsx';
import { Time } from './time.tsx';

/** What may be looked at alone; the kinds of lines that belong to it. */
const TOPICS: Record<string, string> = {
  instances:
    'instancesAppeared,instancesReady,instancesFailed,instancesStopped,instancesMissing,instancesGone,machinesRenewed',
  targets:
    'targetsRegistered,registrationFailed,targetsAdopted,targetsLost,targetsStray,targetsLeft,targetsHealthy,targetsUnhealthy',
  pruning: 'targetPruned,pruneDryRun,pruneWaits,letGoRefused,pruneNeedsYes',
  deployments:
    'nothingToDeploy,deploymentPlanned,deploymentRequested,deploymentDropped,deploymentWaits,deploymentGoesOn,deploymentOverdue,deploymentSucceeded,deploymentFailed,deploymentCancelled,deploymentRefused,deploymentFrozen,deploymentLeftOut',
  rollouts:
    'rolloutStarted,rolloutCommand,stepBegan,changeBegan,changeDone,changeFailed,changedByOthers,measured,rolloutWaits,rolloutPaused,rolloutTurnedBack,rolloutSucceeded,rolloutEnded',
};

/** Every decision with its reason, newest first. `path`: of a fleet, or of a rollout. */
export function Timeline({
  path,
  isBusy,
  hasTopics = false,
}: {
  path: string;
  isBusy: boolean;
  hasTopics?: boolean;
}) {
  const [topic, setTopic] = useState('');
  const kinds = TOPICS[topic];
  const list = useList<TimelineEntry>(`${path}/timeline${kinds ? `?kind=${kinds}` : ''}`, {
    isBusy,
    take: 50,
  });
  const entries = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-labelledby="timeline">
      <header className="row">
        <h2 id="timeline">Timeline</h2>
        {hasTopics ? (
          <label>
            <span className="quiet">about</span>{' '}
            <select value={topic} onChange={({ target }) => setTopic(target.value)}>
              <option value="">everything</option>
              {Object.keys(TOPICS).map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        ) : null}
      </header>
      {list.error ? <Trouble error={list.error} /> : null}
      <ol className="timeline">
        {entries.map((entry, index) => (
          <Line key={`${entry.at}${entry.kind}${index}`} entry={entry} />
        ))}
      </ol>
      {list.isSuccess && entries.length === 0 ? <p className="quiet">Nothing has been told yet.</p> : null}
      <More list={list} what="older lines" />
    </section>
  );
}

function Line({ entry: { at, kind, message, reason } }: { entry: TimelineEntry }) {
  return (
    <li>
      <Time at={at} />
      <div>
        <p title={spoken(kind)}>
          <Said text={message} />
        </p>
        {reason ? (
          <p className="quiet">
            <Said text={reason} />
          </p>
        ) : null}
      </div>
    </li>
  );
}
