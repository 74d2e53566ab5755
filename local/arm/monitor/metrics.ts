import type { MetricRecord } from '../records.ts';
import type { World } from '../world.ts';

export function metricKey(resource: string, name: string): string {
  return `${resource.toLowerCase()}|${name.toLowerCase()}`;
}

/** Average, lowest and highest value in a span of time; undefined when there is no data. */
export interface MetricSummary {
  average: number;
  minimum: number;
  maximum: number;
}

export function summarize(
  world: World,
  { resource, name }: { resource: string; name: string },
  { from, until }: { from: number; until: number },
): MetricSummary | undefined {
  const points = world.store.metrics.get(metricKey(resource, name))?.points;
  if (!points) return idle(world, resource, from);
  const spans = spansOf(points, { from, until });
  const length = spans.reduce((sum, span) => sum + span.length, 0);
  if (length === 0) return undefined;
  const values = spans.map(({ value }) => value);
  return {
    average: spans.reduce((sum, span) => sum + span.value * span.length, 0) / length,
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

/** A machine nobody has given a load idles along between 5 and 15 percent. */
function idle(world: World, resource: string, from: number): MetricSummary {
  const average = world.chance.between([5, 15], resource.toLowerCase(), Math.floor(from / 60_000), 'idle');
  return { average, minimum: average, maximum: average };
}

function spansOf(
  points: MetricRecord['points'],
  { from, until }: { from: number; until: number },
): Array<{ value: number; length: number }> {
  return points.flatMap(({ at, value }, index) => {
    const start = Math.max(at, from);
    const end = Math.min(points[index + 1]?.at ?? until, until);
    return value === null || end <= start ? [] : [{ value, length: end - start }];
  });
}
