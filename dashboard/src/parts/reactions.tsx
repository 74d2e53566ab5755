import { useState } from 'react';
import type { Reaction, ReactionAnswer } from '../data/answers.ts';
import { useApi, useList } from '../data/use-api.ts';
import { count, spoken } from '../data/words.ts';
import { Answered } from './answered.tsx';
import { More } from './more.tsx';
import { Said } from './said.tsx';
import { State } from './state.tsx';
import { Time } from './time.tsx';

/** What the fleet did of late: each look that led to something, with the deployments that it made. */
export function Reactions({ path, isBusy }: { path: string; isBusy: boolean }) {
  const list = useList<Reaction>(`${path}/reactions`, { isBusy, take: 20 });
  const all = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const told = all.filter(({ outcome }) => outcome !== 'nothingToDo');
  if (told.length === 0) return null;
  return (
    <section aria-labelledby="reactions">
      <h2 id="reactions">Reactions and deployments</h2>
      <ul className="heads">
        {told.map((reaction) => (
          <Line key={reaction.id} path={path} reaction={reaction} />
        ))}
      </ul>
      <More list={list} what="older reactions" />
    </section>
  );
}

/** It is over when its deployments have been asked for; what came of them stands with them. */
const WORDS: Record<string, string> = { deploying: 'asked for deployments' };

function Line({ path, reaction }: { path: string; reaction: Reaction }) {
  const [isOpen, open] = useState(false);
  const { id, outcome = 'running', startedAt, reason, deployments } = reaction;
  return (
    <li>
      <State state={outcome} word={WORDS[outcome] ?? spoken(outcome)} /> <Time at={startedAt} />{' '}
      <span className="quiet">
        <Said text={reason} />
      </span>
      {deployments.length === 0 ? null : (
        <details open={isOpen} onToggle={({ currentTarget }) => open(currentTarget.open)}>
          <summary>{count(deployments.length, 'deployment')}</summary>
          {isOpen ? <Deployments path={`${path}/reactions/${encodeURIComponent(id)}`} /> : null}
        </details>
      )}
    </li>
  );
}

function Deployments({ path }: { path: string }) {
  const asked = useApi<ReactionAnswer>(path, ({ outcome }) => outcome === undefined);
  return (
    <Answered asked={asked}>
      {({ deployments }) => (
        <ul>
          {deployments.map(
            ({ id, projectName, version, state, machineIds, reason, deploymentId, taskId }) => (
              <li key={id}>
                <State state={state} word={spoken(state)} /> {projectName} {version} on{' '}
                {count(machineIds.length, 'machine')}{' '}
                <span className="quiet">
                  {deploymentId} {taskId} <Said text={reason} />
                </span>
              </li>
            ),
          )}
        </ul>
      )}
    </Answered>
  );
}
