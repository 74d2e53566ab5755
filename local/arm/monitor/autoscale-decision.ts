import { isObject, listAt, numberAt, textAt, type JsonObject } from '../json.ts';
import { isoSeconds } from '../rules/rolling-upgrade.ts';

/** What a metric was over the last so many seconds; undefined when it is missing. */
export type ReadMetric = (resource: string, name: string, seconds: number) => number | undefined;

/** The capacity a profile asks for, given where the set is and when it was last scaled. */
export function decideCapacity(
  profile: JsonObject,
  facts: { current: number; now: number; lastScaled: number | undefined; metric: ReadMetric },
): number {
  const { current } = facts;
  const limit = (name: string) => Number(textAt(profile, 'capacity', name) ?? 0);
  const within = (count: number) => Math.min(limit('maximum'), Math.max(limit('minimum'), count));
  if (within(current) !== current) return within(current);
  const rules = listAt(profile, 'rules').filter(isObject);
  if (rules.some((rule) => valueOf(rule, facts.metric) === undefined))
    return Math.max(current, limit('default'));
  return within(ruled(rules, facts));
}

/** Any rule scales out, by the most asked for; only all of them together scale in, by the least. */
function ruled(
  rules: JsonObject[],
  facts: { current: number; now: number; lastScaled: number | undefined; metric: ReadMetric },
): number {
  const { current } = facts;
  const out = rules.filter((rule) => directionOf(rule) === 'increase');
  const inward = rules.filter((rule) => directionOf(rule) === 'decrease');
  const grown = out.filter((rule) => isDue(rule, facts)).map((rule) => target(rule, current));
  if (grown.length > 0) return Math.max(...grown);
  if (inward.length === 0 || !inward.every((rule) => isDue(rule, facts))) return current;
  const shrunk = Math.max(...inward.map((rule) => target(rule, current)));
  return wouldFlap(out, { ...facts, shrunk }) ? current : shrunk;
}

/** Scaling in is not done when the load, spread over fewer machines, would scale out again. */
function wouldFlap(
  out: JsonObject[],
  { current, shrunk, metric }: { current: number; shrunk: number; metric: ReadMetric },
): boolean {
  if (shrunk === 0) return false;
  return out.some((rule) => {
    const value = valueOf(rule, metric);
    return value !== undefined && isBeyond(rule, (value * current) / shrunk);
  });
}

function isDue(
  rule: JsonObject,
  { now, lastScaled, metric }: { now: number; lastScaled: number | undefined; metric: ReadMetric },
): boolean {
  const cooldown = isoSeconds(textAt(rule, 'scaleAction', 'cooldown') ?? 'PT5M') * 1_000;
  const rested = lastScaled === undefined || now - lastScaled >= cooldown;
  const value = valueOf(rule, metric);
  return rested && value !== undefined && isBeyond(rule, value);
}

function valueOf(rule: JsonObject, metric: ReadMetric): number | undefined {
  const seconds = isoSeconds(textAt(rule, 'metricTrigger', 'timeWindow') ?? 'PT5M');
  return metric(
    textAt(rule, 'metricTrigger', 'metricResourceUri') ?? '',
    textAt(rule, 'metricTrigger', 'metricName') ?? '',
    seconds,
  );
}

function isBeyond(rule: JsonObject, value: number): boolean {
  const threshold = numberAt(rule, 'metricTrigger', 'threshold') ?? 0;
  switch (textAt(rule, 'metricTrigger', 'operator')) {
    case 'GreaterThan':
      return value > threshold;
    case 'GreaterThanOrEqual':
      return value >= threshold;
    case 'LessThan':
      return value < threshold;
    case 'LessThanOrEqual':
      return value <= threshold;
    case 'NotEquals':
      return value !== threshold;
    default:
      return value === threshold;
  }
}

function directionOf(rule: JsonObject): string | undefined {
  return textAt(rule, 'scaleAction', 'direction')?.toLowerCase();
}

function target(rule: JsonObject, current: number): number {
  const value = Number(textAt(rule, 'scaleAction', 'value') ?? 1);
  const sign = directionOf(rule) === 'decrease' ? -1 : 1;
  const type = textAt(rule, 'scaleAction', 'type');
  if (type === 'ExactCount') return value;
  const step = type === 'PercentChangeCount' ? Math.max(1, Math.floor((current * value) / 100)) : value;
  return current + sign * step;
}
