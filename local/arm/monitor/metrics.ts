import type { MetricRecord } from '../records.ts';
import type { World } from '../world.ts';
import { availability, balancerOf } from './availability.ts';

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
  { resource, name, backend }: { resource: string; name: string; backend?: string },
  { from, until }: { from: number; until: number },
): MetricSummary | undefined {
  const points = world.store.metrics.get(metricKey(resource, name))?.points;
  if (!points) return unmeasured(world, { resource, name, ...(backend !== undefined && { backend }) }, from);
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

/** What no test has said: a balancer knows its backends; a machine nobody has given a load idles along between 5 and 15 percent. */
function unmeasured(
  world: World,
  { resource, ...asked }: { resource: string; name: string; backend?: string },
  from: number,
): MetricSummary | undefined {
  const balancer = balancerOf(world, resource);
  const value = balancer
    ? availability(world, balancer, { ...asked, at: from })
    : world.chance.between([5, 15], resource.toLowerCase(), Math.floor(from / 60_000), 'idle');
  return value === undefined ? undefined : { average: value, minimum: value, maximum: value };
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
