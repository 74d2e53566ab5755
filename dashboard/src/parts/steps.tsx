import type { RolloutAnswer } from '../data/answers.ts';
import { spoken } from '../data/words.ts';
import { toneOf } from './state.tsx';
import { Said } from './said.tsx';
import { ago } from './time.tsx';

/** The steps as a bar: where it stands, and how long each took. */
export function Steps({ rollout: { steps } }: { rollout: RolloutAnswer }) {
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <ol className="steps">
        {steps.map(({ index, title, state, reason, began, ended }) => (
          <li
            key={index}
            className={toneOf(state)}
            aria-current={state === 'running' || state === 'waiting' ? 'step' : undefined}
          >
            <strong>{title}</strong>
            <span>
              {spoken(state)}
              {began && ended ? ` · ${lasted(began, ended)}` : ''}
            </span>
            {reason ? (
              <span className="quiet">
                <Said text={reason} />
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function lasted(began: string, ended: string): string {
  const ms = Date.parse(ended) - Date.parse(began);
  return ms < 1000 ? 'at once' : ago(ms).replace(' ago', '');
}
