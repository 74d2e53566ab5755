import type { ReactNode } from 'react';
import { Refusal } from '../data/api.ts';

interface Asked<T> {
  data: T | undefined;
  error: Error | null;
}

/** What was asked for, when it is here; until then that it is coming, or why it is not. */
export function Answered<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ReactNode }) {
  const { data, error } = asked;
  return (
    <>
      {error ? <Trouble error={error} /> : null}
      {data === undefined ? error ? null : <p className="quiet">Loading…</p> : children(data)}
    </>
  );
}

/** Why something could not be had or done, and what to do. */
export function Trouble({ error }: { error: Error }) {
  const errors = error instanceof Refusal ? error.errors : [];
  return (
    <div className="problem" role="alert">
      <p>{error instanceof Refusal ? error.message : 'The app cannot be reached.'}</p>
      {errors.length > 0 ? (
        <ul>
          {errors.map(({ path, message, line }) => (
            <li key={`${path}${message}`}>
              {line === undefined ? '' : `line ${line}: `}
              <code>{path}</code> {message}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="next">{nextStepOf(error)}</p>
    </div>
  );
}

function nextStepOf(error: Error): ReactNode {
  if (!(error instanceof Refusal)) return 'It is tried again by itself; what is shown may be old.';
  if (error.status !== 401) return error.nextStep;
  const here = encodeURIComponent(location.pathname + location.search + location.hash);
  return <a href={`/.auth/login/aad?post_login_redirect_uri=${here}`}>Sign in</a>;
}
