import type { PlanAnswer } from '../data/answers.ts';
import { count } from '../data/words.ts';
import { State } from './state.tsx';

/** What a rollout would do, and what speaks against it. */
export function PlanView({ plan }: { plan: PlanAnswer }) {
  const { newUnit, stableUnit, desired, steps, checks, expected } = plan;
  const telling = checks.filter(({ result }) => result !== 'ok');
  return (
    <div className="plan">
      <p>
        {newUnit} with {count(desired, 'machine')}
        {stableUnit === undefined ? '' : `, in place of ${stableUnit}`}; about {count(expected.calls, 'call')}{' '}
        to Azure and {Math.ceil(expected.seconds / 60)} min without waits for people.
      </p>
      {telling.map((check) => (
        <p key={`${check.code}${check.message}`}>
          <State state={check.result} /> {check.message}
        </p>
      ))}
      <ol>
        {steps.map(({ index, title, does }) => (
          <li key={index}>
            <details>
              <summary>{title}</summary>
              <ul>
                {does.map((what) => (
                  <li key={what}>{what}</li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ol>
    </div>
  );
}
