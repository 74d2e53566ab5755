import { Link } from 'wouter';
import type { RolloutAnswer } from '../data/answers.ts';
import { useApi, useMayAct } from '../data/use-api.ts';
import { count } from '../data/words.ts';
import { Answered } from '../parts/answered.tsx';
import { Capacity } from '../parts/capacity.tsx';
import { Front } from '../parts/front.tsx';
import { RolloutActions } from '../parts/rollout-actions.tsx';
import { State } from '../parts/state.tsx';
import { Steps } from '../parts/steps.tsx';
import { Said } from '../parts/said.tsx';
import { Time } from '../parts/time.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { Verification } from '../parts/verification.tsx';

const isBusy = ({ ended }: RolloutAnswer) => ended === undefined;

export function RolloutPage({ id }: { id: string }) {
  const path = `rollouts/${encodeURIComponent(id)}`;
  const asked = useApi<RolloutAnswer>(path, isBusy);
  const mayAct = useMayAct();
  return (
    <Answered asked={asked}>
      {(rollout) => (
        <>
          <header className="row">
            <h1>
              <Link href={`/fleets/${rollout.fleet}`}>{rollout.fleet}</Link> <State state={rollout.state} />
            </h1>
            {mayAct ? <RolloutActions rollout={rollout} /> : null}
          </header>
          <Standing rollout={rollout} />
          <Steps rollout={rollout} />
          <Capacity points={rollout.capacity} until={rollout.ended?.at} />
          <Front rollout={rollout} />
          <Verification path={path} isBusy={isBusy(rollout)} />
          <WayBack rollout={rollout} />
          <Timeline path={path} isBusy={isBusy(rollout)} />
        </>
      )}
    </Answered>
  );
}

function Standing({ rollout }: { rollout: RolloutAnswer }) {
  const { strategy, createdAt, by, ended } = rollout;
  const words = { blueGreen: 'blue/green', canary: 'canary', basic: 'basic' };
  return (
    <>
      <p className="quiet">
        {words[strategy]}, begun <Time at={createdAt} />
        {by === undefined ? '' : ` by ${by}`}
        {ended ? (
          <>
            , ended <Time at={ended.at} />: <Said text={ended.reason} />
          </>
        ) : null}
      </p>
      <Notices rollout={rollout} />
      <Units rollout={rollout} />
    </>
  );
}

/** What it waits for, why it turned back, and what it tries again. */
function Notices({ rollout: { waitsFor, failure, trouble, ended } }: { rollout: RolloutAnswer }) {
  return (
    <>
      {waitsFor && !ended ? <Waiting hold={waitsFor} /> : null}
      {failure ? (
        <div className="problem">
          <p>
            <Said text={failure.reason} />
          </p>
          {failure.problem ? <p className="next">{failure.problem.nextStep}</p> : null}
        </div>
      ) : null}
      {trouble && !ended ? (
        <p className="notice">
          It tries again: <Said text={trouble.reason} />
        </p>
      ) : null}
    </>
  );
}

const WITHOUT_ANSWER = {
  ...{ rollback: 'it takes the way back', promote: 'it goes on', pause: 'it begins to wait without end' },
};

function Waiting({
  hold: { why, since, until, onTimeout },
}: {
  hold: NonNullable<RolloutAnswer['waitsFor']>;
}) {
  return (
    <div className="notice">
      <p>
        <Said text={why} /> (<Time at={since} />)
      </p>
      {until ? (
        <p className="next">
          Without an answer {WITHOUT_ANSWER[onTimeout ?? 'promote']} <Time at={until} />.
        </p>
      ) : null}
    </div>
  );
}

function Units({ rollout: { units } }: { rollout: RolloutAnswer }) {
  return (
    <ul className="units">
      {units.map(({ name, role, desired, ready, seenAt }) => (
        <li key={name} className={role}>
          <strong>{name}</strong> <span className="quiet">{role === 'new' ? 'new' : 'old'}</span>
          <br />
          {ready === undefined ? count(desired, 'machine') : `${ready} of ${desired} ready`}{' '}
          {seenAt ? (
            <span className="quiet">
              <Time at={seenAt} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** What the way back does, or would do. */
function WayBack({ rollout: { wayBack, ended } }: { rollout: RolloutAnswer }) {
  if (wayBack.does.length === 0 || ended) return null;
  return (
    <section aria-labelledby="way-back">
      <h2 id="way-back">The way back</h2>
      <details>
        <summary>
          {count(wayBack.does.length, 'move')}
          {wayBack.isTaken ? ', which it takes' : ', if it were taken now'}
        </summary>
        <ol>
          {wayBack.does.map((what, index) => (
            <li key={what} aria-current={index === wayBack.at ? 'step' : undefined}>
              {what}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}
