import type { MetricsListOptionalParams, Response, TimeSeriesElement } from '@azure/arm-monitor';
import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { MetricQuery } from '../../ports/rollout.ts';
import { armCall } from '../arm-call.ts';
import { type FleetCloud, idOfUnit } from './fleet-cloud.ts';
import { frontOf } from './front.ts';

type Aggregation = MetricQuery['check']['aggregation'];

/** One value over the window that ends now; `undefined` when Azure Monitor has none. One call. */
export async function readMetric(cloud: FleetCloud, { check, of }: MetricQuery): Promise<number | undefined> {
  const { name, aggregation, window } = check;
  const id = check.of === 'loadBalancer' ? balancerId(cloud, of) : idOfUnit(cloud, of);
  const series = await readSeries(cloud, id, {
    metricnames: name,
    aggregation,
    timespan: lastSeconds(cloud, secondsOf(window)),
  });
  return overAll(
    series.flatMap(({ data = [] }) => data.flatMap((point) => point[aggregation] ?? [])),
    aggregation,
  );
}

export function balancerId(cloud: FleetCloud, front: string): string {
  const { production } = frontOf(cloud, front);
  return production.slice(0, production.lastIndexOf('/backendAddressPools/'));
}

export async function readSeries(
  { clients }: FleetCloud,
  id: string,
  options: MetricsListOptionalParams,
): Promise<TimeSeriesElement[]> {
  const asked = { interval: 'PT1M', ...options };
  const { value } = await armCall<Response>(() => clients.monitor.metrics.list(id, asked));
  return value.value.flatMap(({ timeseries }) => timeseries);
}

/** As the service takes it: from and until. */
export function lastSeconds(cloud: FleetCloud, seconds: number): string {
  const until = cloud.now();
  return `${new Date(until.getTime() - seconds * 1000).toISOString()}/${until.toISOString()}`;
}

function overAll(values: number[], aggregation: Aggregation): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (aggregation) {
    case 'average':
      return sum / values.length;
    case 'minimum':
      return Math.min(...values);
    case 'maximum':
      return Math.max(...values);
    case 'total':
    case 'count':
      return sum;
  }
}
