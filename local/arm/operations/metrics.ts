import { invalidParameter } from '../errors.ts';
import { ok, queryOption, type ArmRequest, type ArmResponse } from '../http/messages.ts';
import type { JsonObject } from '../json.ts';
import { backendAddresses, balancerOf } from '../monitor/availability.ts';
import { summarize, type MetricSummary } from '../monitor/metrics.ts';
import { isoSeconds } from '../rules/rolling-upgrade.ts';
import { SECOND } from '../times.ts';
import type { World } from '../world.ts';

const MOST_POINTS = 1_440;

/** GET metrics of a resource: one point per interval, each as an aggregation asked for. */
export function getMetrics(world: World, request: ArmRequest): ArmResponse {
  // The client writes a resource id behind a slash of its own.
  const path = (request.url.split('?', 1)[0] ?? '').replace(/^\/+/, '/');
  const resource = decodeURIComponent(
    path.slice(0, path.toLowerCase().indexOf('/providers/microsoft.insights/metrics')),
  );
  const span = timespan(request);
  const interval = queryOption(request, 'interval') ?? 'PT1M';
  const step = isoSeconds(interval) * SECOND;
  if (step <= 0 || (span.until - span.from) / step > MOST_POINTS)
    throw invalidParameter(`The interval '${interval}' is not valid for this timespan.`, 'interval');
  const names = (queryOption(request, 'metricnames') ?? 'Percentage CPU')
    .split(',')
    .map((name) => name.trim());
  const aggregations = (queryOption(request, 'aggregation') ?? 'Average').toLowerCase().split(',');
  const balancer = balancerOf(world, resource);
  const backends = balancer && splitBy(request, () => backendAddresses(world, balancer, request.now));
  return ok({
    cost: Math.round((span.until - span.from) / 60_000),
    timespan: `${seconds(span.from)}/${seconds(span.until)}`,
    interval,
    value: names.map((name) => {
      const asked = { resource, name, span, step, aggregations };
      const timeseries = backends
        ? backends.map((backend) => series(world, { ...asked, backend }))
        : [series(world, asked)];
      return metricBody({ resource, name, timeseries });
    }),
    namespace: balancer?.type ?? 'Microsoft.Compute/virtualMachineScaleSets',
    resourceregion: 'westeurope',
  });
}

/** The addresses of backends that a filter asks to tell apart: one, or all (`*`); the only dimension that is simulated. */
function splitBy(request: ArmRequest, all: () => string[]): string[] | undefined {
  const filter = queryOption(request, '$filter') ?? '';
  const [, address] = /^\s*BackendIPAddress\s+eq\s+'([^']*)'\s*$/i.exec(filter) ?? [];
  if (address === undefined) return undefined;
  return address === '*' ? all() : [address];
}

function metricBody(what: { resource: string; name: string; timeseries: JsonObject[] }): JsonObject {
  const { resource, name, timeseries } = what;
  return {
    id: `${resource}/providers/Microsoft.Insights/metrics/${name}`,
    type: 'Microsoft.Insights/metrics',
    name: { value: name, localizedValue: name },
    displayDescription: name,
    unit: name.startsWith('Percentage') ? 'Percent' : 'Count',
    timeseries,
    errorCode: 'Success',
  };
}

interface Asked {
  resource: string;
  name: string;
  backend?: string;
  span: { from: number; until: number };
  step: number;
  aggregations: string[];
}

function series(world: World, asked: Asked): JsonObject {
  const { span, step, aggregations, backend } = asked;
  const count = Math.floor((span.until - span.from) / step);
  const name = { value: 'backendipaddress', localizedValue: 'backendipaddress' };
  return {
    metadatavalues: backend === undefined ? [] : [{ name, value: backend }],
    data: Array.from({ length: count }, (_, index) => {
      const from = span.from + index * step;
      const summary = summarize(world, asked, { from, until: from + step });
      return { timeStamp: seconds(from), ...(summary && aggregated(summary, aggregations)) };
    }),
  };
}

function aggregated({ average, minimum, maximum }: MetricSummary, asked: string[]): JsonObject {
  const values: JsonObject = { average, minimum, maximum, total: average, count: 1 };
  return Object.fromEntries(Object.entries(values).filter(([name]) => asked.includes(name)));
}

/** From and until, in whole minutes; the last hour when nothing is said. */
function timespan(request: ArmRequest): { from: number; until: number } {
  const text = timespanText(request);
  if (text === undefined) return { from: minute(request.now) - 3_600_000, until: minute(request.now) };
  const [start = '', end = ''] = text.split('/');
  const length = isoSeconds(start) * SECOND;
  if (end === '' && length > 0) return { from: minute(request.now) - length, until: minute(request.now) };
  const [from, until] = [Date.parse(start), Date.parse(end)];
  if (Number.isNaN(from) || Number.isNaN(until) || until < from)
    throw invalidParameter(`The timespan '${text}' is not valid.`, 'timespan');
  return { from: minute(from), until: minute(until) };
}

/** The Azure CLI encodes the two times before its client encodes them again. */
function timespanText(request: ArmRequest): string | undefined {
  const text = queryOption(request, 'timespan');
  try {
    return text?.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}

function minute(time: number): number {
  return Math.floor(time / 60_000) * 60_000;
}

function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
