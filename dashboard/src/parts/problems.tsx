import type { FleetAdvice, FleetProblem } from '../data/answers.ts';
import { Said } from './said.tsx';

/** What needs a person, and what to do about it. */
export function Problems({ problems }: { problems: FleetProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">Needs you</h2>
      {problems.map((problem) => (
        <Point key={`${problem.code}${problem.message}`} className="problem" point={problem} />
      ))}
    </section>
  );
}

/** What would be better set otherwise; nothing waits for it. */
export function AdviceGiven({ advice }: { advice: FleetAdvice[] }) {
  if (advice.length === 0) return null;
  return (
    <details className="advice">
      <summary>
        <h2>Advice ({advice.length})</h2>
      </summary>
      {advice.map((each) => (
        <Point key={`${each.code}${each.message}`} className="advised" point={each} />
      ))}
    </details>
  );
}

function Point({ point, className }: { point: FleetAdvice; className: string }) {
  return (
    <div className={className}>
      <p>
        <Said text={point.message} />
      </p>
      <p className="next">
        <Said text={point.nextStep} />
      </p>
    </div>
  );
}
