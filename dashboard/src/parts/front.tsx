import type { RolloutAnswer } from '../data/answers.ts';
import { Time } from './time.tsx';

type Exposure = Extract<RolloutAnswer['changes'][number], { facet: 'exposure' }>;

/** Who is in front of the traffic, as the last change of that left it. */
export function Front({ rollout: { changes } }: { rollout: RolloutAnswer }) {
  const last = changes.findLast((each): each is Exposure => each.facet === 'exposure');
  if (!last) return null;
  return (
    <section aria-labelledby="front">
      <h2 id="front">Traffic</h2>
      <p className="quiet">
        {last.why}, <Time at={last.at} />
        {last.outcome === undefined ? ', under way' : ''}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Unit</th>
            <th scope="col" className="figure">
              Production
            </th>
            <th scope="col">Stage</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(last.to).map(([unit, { production, stage }]) => (
            <tr key={unit}>
              <th scope="row">{unit}</th>
              <td className="figure">{production} %</td>
              <td>{stage ? 'yes' : 'no'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
