import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { RolloutAnswer } from '../data/answers.ts';
import { Time, useClock } from './time.tsx';

type Points = RolloutAnswer['capacity'];
const HEIGHT = 220;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

/** How many machines old and new were to have over time. A canvas says nothing to who cannot see it: the table does. */
export function Capacity({ points, until }: { points: Points; until: string | undefined }) {
  const { now, mode } = useClock();
  const end = until === undefined ? now : Date.parse(until);
  return (
    <section aria-labelledby="capacity">
      <h2 id="capacity">Capacity</h2>
      <Chart key={mode} points={points} end={end} isUtc={mode === 'UTC'} />
      <p className="legend">
        <span className="old">old</span> <span className="new">new</span>
      </p>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col" className="figure">
                Old
              </th>
              <th scope="col" className="figure">
                New
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ at, stable, new: fresh }, index) => (
              <tr key={`${at}${index}`}>
                <td>
                  <Time at={at} />
                </td>
                <td className="figure">{stable}</td>
                <td className="figure">{fresh}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Chart({ points, end, isUtc }: { points: Points; end: number; isUtc: boolean }) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const drawn = useRef<uPlot.AlignedData>([[], [], []]);
  drawn.current = dataOf(points, end);
  useEffect(() => {
    const place = holder.current;
    if (!place) return undefined;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(place, isUtc), drawn.current, place);
    };
    draw();
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: place.clientWidth, height: HEIGHT }),
    );
    resized.observe(place);
    // A canvas does not follow the theme by itself.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      themed.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, [isUtc]);
  useEffect(() => plot.current?.setData(drawn.current), [points, end]);
  const last = points.at(-1);
  const label = `Machines over time; now ${last?.stable ?? 0} old and ${last?.new ?? 0} new`;
  return <div ref={holder} className="chart" role="img" aria-label={label} />;
}

/** The last point lasts until now. */
function dataOf(points: Points, end: number): uPlot.AlignedData {
  const last = points.at(-1);
  const all = last
    ? [...points, { ...last, at: new Date(Math.max(end, Date.parse(last.at))).toISOString() }]
    : [];
  return [
    all.map(({ at }) => Date.parse(at) / 1000),
    all.map(({ stable }) => stable),
    all.map((each) => each.new),
  ];
}

function optionsFor(place: HTMLElement, isUtc: boolean): uPlot.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const paths = uPlot.paths.stepped?.({ align: 1 });
  const line = (label: string, stroke: string): uPlot.Series => ({
    ...{ label, stroke, fill: `${stroke}22`, width: 2, points: { show: false } },
    ...(paths ? { paths } : {}),
  });
  const axis = {
    stroke: colour('--ink-quiet'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  const clock = (seconds: number) =>
    new Date(seconds * 1000).toLocaleTimeString('en-GB', isUtc ? { ...CLOCK, timeZone: 'UTC' } : CLOCK);
  return {
    ...{ width: place.clientWidth, height: HEIGHT, legend: { show: false }, cursor: { show: false } },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most) * 1.1] } },
    axes: [
      { ...axis, space: 70, values: (_plot, times) => times.map(clock) },
      { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    ],
    series: [{}, line('old', colour('--old')), line('new', colour('--new'))],
  };
}
