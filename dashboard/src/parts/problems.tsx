import type { FleetProblem } from '../data/answers.ts';
import { Said } from './said.tsx';

/** What needs a person, and what to do about it. */
export function Problems({ problems }: { problems: FleetProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">Needs you</h2>
      {problems.map(({ code, message, nextStep }) => (
        <div className="problem" key={`${code}${message}`}>
          <p>
            <Said text={message} />
          </p>
          <p className="next">
            <Said text={nextStep} />
          </p>
        </div>
      ))}
    </section>
  );
}
