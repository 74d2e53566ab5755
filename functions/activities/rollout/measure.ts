import { ProblemError } from '../../../shared/contracts/problem.ts';
import { secondsOf } from '../../../shared/contracts/rollout/duration.ts';
import type {
  MetricCheck,
  ProbeCheck,
  VerifyStep,
  WebhookCheck,
} from '../../../shared/contracts/rollout/gate.ts';
import type { Act, ActOutcome } from '../../../shared/contracts/rollout/turn.ts';
import {
  addressFor,
  combined,
  type Finding,
  isOfMachines,
  judgeHealth,
  judgeMetric,
  judgeProbes,
  judgeWebhook,
  type Seen,
} from '../../../shared/domain/rollout/measure.ts';
import type { Probes } from '../../../shared/ports/probes.ts';
import type { RolloutProvider, Secrets } from '../../../shared/ports/rollout.ts';
import { fitToShow } from '../../../shared/wire/fit-to-show.ts';
import { inParallel } from '../in-parallel.ts';
import { type MeasureContext, webhookQuestion } from './webhook-question.ts';

export interface Means {
  provider: Pick<RolloutProvider, 'machines' | 'health' | 'metric'>;
  probes: Probes;
  secrets: Secrets;
  context: MeasureContext;
}

type Measured = Extract<ActOutcome, { of: 'measurement' }>;
type MeasuredGate = Extract<Act, { do: 'measure' }>['gate'];

/** Machines are no trouble to each other; more at once would only be one for ourselves. */
const AT_ONCE = 64;
/** An activity must come to an end, however many machines are silent. */
const LONGEST_MS = 120_000;

/**
 * One measurement of a gate: asks all its checks, each whatever comes of the others, and says the worst verdict. Changes
 * nothing; may be repeated, and a webhook knows a repetition by its id. That something could not be measured is a verdict
 * too; only mistakes of ours are thrown.
 */
export async function measure(gate: MeasuredGate, means: Means): Promise<Measured> {
  const findings = gate.kind === 'webhook' ? [byWebhook(gate, means)] : checksOf(gate, means);
  return { of: 'measurement', ...combined(await Promise.all(findings.map(orError))) };
}

function checksOf({ probe, health, metric, webhook }: VerifyStep, means: Means): Promise<Finding>[] {
  const unit = means.context.rollout.plan.newUnit;
  return [
    ...(probe ? [byProbe(probe, means)] : []),
    ...(health ? [means.provider.health(unit).then(judgeHealth)] : []),
    ...(metric ? [byMetric(metric, means)] : []),
    ...(webhook ? [byWebhook(webhook, means)] : []),
  ];
}

/** Whatever kept a provider from an answer: the measurement was not made. */
async function orError(finding: Promise<Finding>): Promise<Finding> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof ProblemError) return { verdict: 'error', reason: error.problem.message };
    throw error;
  }
}

async function byProbe(check: ProbeCheck, { provider, probes, context }: Means): Promise<Finding> {
  const ofMachines = isOfMachines(check);
  const machines = ofMachines
    ? await provider.machines(context.rollout.plan.newUnit)
    : [{ name: hostOf(check.url) }];
  const until = performance.now() + LONGEST_MS;
  const look = async (machine: { name: string; privateIp?: string }) => {
    const url = addressFor(check, machine);
    const seen: Seen =
      url === undefined
        ? { of: 'unasked', why: 'has no private address yet' }
        : performance.now() > until
          ? { of: 'unasked', why: 'there was no time left to ask it' }
          : await probes.look({ url, timeoutSeconds: secondsOf(check.timeout) });
    return { name: machine.name, seen };
  };
  return judgeProbes(check, await inParallel(machines, look, AT_ONCE));
}

async function byMetric(check: MetricCheck, { provider, context }: Means): Promise<Finding> {
  const { newUnit, stableUnit, front } = context.rollout.plan;
  const of = { new: newUnit, stable: stableUnit, loadBalancer: front }[check.of];
  if (of === undefined) {
    const lacking = check.of === 'stable' ? 'unit that served before' : 'load balancer';
    return { verdict: 'error', reason: `${check.name} cannot be read: the rollout has no ${lacking}` };
  }
  return judgeMetric(check, await provider.metric({ check, of }), of);
}

async function byWebhook(check: WebhookCheck, means: Means): Promise<Finding> {
  const { url, signWith } = check;
  const host = hostOf(url);
  const secret = signWith && (await means.secrets.get(signWith.secret));
  if (signWith && secret === undefined) {
    const reason = `the webhook at ${host} was not asked: there is no secret ${signWith.secret} in the settings`;
    return { verdict: 'error', reason };
  }
  const reply = await means.probes.ask({
    ...webhookQuestion(means.context),
    ...{ url, timeoutSeconds: secondsOf(check.timeout), signWith: secret },
  });
  return judgeWebhook(reply, { host, shown: (text) => fitToShow(text, secret) });
}

/** Paths and queries of webhooks may hold keys: the host is enough to know it by. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'an address that is none';
}
