import type { MetricCheck, ProbeCheck } from '../../contracts/rollout/gate.ts';
import { count, listed } from '../wording.ts';
import type { Verdict } from './gates.ts';

/** What one check says, and why, for people. */
export interface Finding {
  verdict: Verdict;
  reason: string;
}

/** What came of asking one machine, or one address. */
export type Seen =
  { of: 'answer'; status: number } | { of: 'silence'; why: string } | { of: 'unasked'; why: string };

/** The worse one decides: what fails does, whatever else cannot be found out; what cannot be found out is no success. */
const WORST: Verdict[] = ['failure', 'error', 'inconclusive', 'success'];

/** Several checks of one measurement: the worst verdict, with the reasons of all who say it. */
export function combined(findings: Finding[]): Finding {
  const verdict = WORST.find((each) => findings.some((finding) => finding.verdict === each));
  if (verdict === undefined) return { verdict: 'error', reason: 'there was nothing to measure' };
  const reasons = findings.filter((finding) => finding.verdict === verdict).map(({ reason }) => reason);
  return { verdict, reason: reasons.join('; ') };
}

const PLACEHOLDER = /\{(privateIp|name)\}/g;

/** Whether the address is to be asked for each machine, or once. */
export function isOfMachines({ url }: Pick<ProbeCheck, 'url'>): boolean {
  return url.search(PLACEHOLDER) >= 0;
}

/** The machine's address; `undefined` when it has no private address yet and one is wanted. */
export function addressFor(
  { url }: Pick<ProbeCheck, 'url'>,
  machine: { name: string; privateIp?: string | undefined },
): string | undefined {
  const { name, privateIp } = machine;
  if (url.includes('{privateIp}') && privateIp === undefined) return undefined;
  return url.replaceAll(PLACEHOLDER, (_all, which) => (which === 'name' ? name : (privateIp ?? '')));
}

/** Every machine must answer as expected. Silence is a failure of the machine; who could not be asked is an error. */
export function judgeProbes(check: ProbeCheck, seen: { name: string; seen: Seen }[]): Finding {
  if (seen.length === 0) return { verdict: 'error', reason: 'there is no machine to ask' };
  const expected = [check.expect].flat();
  const unwell: string[] = [];
  const unasked: string[] = [];
  for (const { name, seen: each } of seen) {
    if (each.of === 'unasked') unasked.push(`${name}: ${each.why}`);
    else if (each.of === 'silence') unwell.push(`${name} ${each.why}`);
    else if (!expected.includes(each.status)) unwell.push(`${name} answered ${each.status}`);
  }
  const all = count(seen.length, isOfMachines(check) ? 'machine' : 'address');
  if (unwell.length > 0)
    return {
      verdict: 'failure',
      reason: `${unwell.length} of ${all} did not answer with ${expected.join(' or ')}: ${listed(unwell)}`,
    };
  if (unasked.length > 0)
    return { verdict: 'error', reason: `${unasked.length} of ${all} could not be asked: ${listed(unasked)}` };
  return { verdict: 'success', reason: `${all} answered with ${expected.join(' or ')}` };
}

/** Application health: none may be unhealthy, and each must say something. */
export function judgeHealth(health: { healthy: number; unhealthy: string[]; unknown: number }): Finding {
  const { healthy, unhealthy, unknown } = health;
  const all = healthy + unhealthy.length + unknown;
  if (all === 0) return { verdict: 'error', reason: 'there is no machine whose health could be read' };
  const machines = count(all, 'machine');
  if (unhealthy.length > 0) {
    const reason = `${unhealthy.length} of ${machines} report themselves unhealthy: ${listed(unhealthy)}`;
    return { verdict: 'failure', reason };
  }
  if (unknown > 0) return { verdict: 'inconclusive', reason: `${unknown} of ${machines} report no health` };
  return { verdict: 'success', reason: `${machines} reported healthy` };
}

/** A value, or none, against the bounds. Within both, it counts as a failure. */
export function judgeMetric(check: MetricCheck, value: number | undefined, of: string): Finding {
  const { name, aggregation, window, success, failure, noData } = check;
  const what = `${name} of ${of} (${aggregation} over ${window})`;
  if (value === undefined || Number.isNaN(value)) return { verdict: noData, reason: `${what} has no value` };
  const has = `${what} is ${Number(value.toPrecision(6))}`;
  if (failure && isWithin(failure, value)) return { verdict: 'failure', reason: `${has}, ${said(failure)}` };
  if (isWithin(success, value)) return { verdict: 'success', reason: `${has}, ${said(success)}` };
  const verdict = failure ? 'inconclusive' : 'failure';
  return { verdict, reason: `${has}, not ${said(success)}` };
}

type Bound = MetricCheck['success'];

function isWithin({ below, atMost, above, atLeast }: Bound, value: number): boolean {
  if (below !== undefined) return value < below;
  if (atMost !== undefined) return value <= atMost;
  if (above !== undefined) return value > above;
  return atLeast !== undefined && value >= atLeast;
}

function said({ below, atMost, above, atLeast }: Bound): string {
  if (below !== undefined) return `below ${below}`;
  if (atMost !== undefined) return `at most ${atMost}`;
  if (above !== undefined) return `above ${above}`;
  return `at least ${atLeast}`;
}

const VERDICTS = ['success', 'failure', 'inconclusive'] as const;

/**
 * The verdict of a service of the owner's: 204, or 2xx with `{"verdict": …, "reason"?: …}`. Whatever else it answers is not
 * a verdict, so the measurement was not made. `shown` makes its text fit to be shown.
 */
export function judgeWebhook(
  reply: Seen & { body?: string },
  { host, shown }: { host: string; shown: (text: string) => string },
): Finding {
  if (reply.of !== 'answer') {
    const why = reply.of === 'silence' ? ` ${reply.why}` : ` could not be asked: ${reply.why}`;
    return { verdict: 'error', reason: `the webhook at ${host}${why}` };
  }
  const { status, body = '' } = reply;
  if (status === 204) return { verdict: 'success', reason: `the webhook at ${host} answered 204` };
  if (status < 200 || status > 299)
    return { verdict: 'error', reason: `the webhook at ${host} answered ${status}` };
  const { verdict, reason } = answered(body);
  const known = VERDICTS.find((each) => each === verdict);
  if (!known)
    return { verdict: 'error', reason: `the webhook at ${host} answered ${status} without a verdict` };
  const why = typeof reason === 'string' && reason !== '' ? `: ${shown(reason)}` : '';
  return { verdict: known, reason: `the webhook at ${host} says ${known}${why}` };
}

function answered(body: string): { verdict?: unknown; reason?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
