import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Place } from '../../contracts/rollout/facets.ts';
import type { BakeStep, Gate, PauseStep, VerifyStep, WebhookStep } from '../../contracts/rollout/gate.ts';
import type { PlannedStep } from '../../contracts/rollout/plan.ts';
import { count, listed } from '../wording.ts';
import { change, gate } from './moves.ts';
import type { Planning } from './planning.ts';

/** Room for the calls themselves, beside the time that a gate takes by its own settings. */
const CALLS_SECONDS = 300;

/** The new unit, without machines: cloned from the base, with the new image. */
export function setupStep(
  { policy, world, size, newUnit, steadySeconds }: Planning,
  place: Place,
): PlannedStep {
  const born = world.traits.newUnit === 'full' ? size : { ...size, min: 0, desired: 0 };
  const made = {
    like: world.base,
    image: policy.image,
    size: born,
    place,
    ...(world.front === undefined ? {} : { front: world.front }),
    revision: world.next.revision,
    labels: policy.blueGreen ? { BG_VERSION: 'GREEN' } : {},
    secrets: policy.credentials ?? {},
  };
  return {
    kind: 'setup',
    title: `Set up ${newUnit} like ${world.base}`,
    moves: [
      change({ facet: 'existence', of: newUnit, to: { made } }, 'the new image gets a unit of its own'),
    ],
    deadlineSeconds: steadySeconds,
  };
}

interface GateSteps {
  verify?: VerifyStep | undefined;
  pause?: PauseStep | undefined;
  bake?: BakeStep | undefined;
  webhook?: WebhookStep | undefined;
}

/** The steps that change nothing; `undefined` for one that does. */
export function gateStep({ verify, pause, bake, webhook }: GateSteps): PlannedStep | undefined {
  if (verify) return { kind: 'verify', title: verifyTitle(verify), ...verified(verify) };
  if (pause) return pauseStep(pause);
  if (bake) return bakeStep(bake);
  if (!webhook) return undefined;
  const title = `Ask ${hostOf(webhook.url)}`;
  return { kind: 'webhook', title, ...held({ kind: 'webhook', ...webhook }, secondsOf(webhook.timeout)) };
}

function verifyTitle(verify: VerifyStep): string {
  const checks = (['probe', 'health', 'metric', 'webhook'] as const).filter((each) => verify[each]);
  return `Verify by ${listed(checks)}, ${count(verify.count, 'time')}`;
}

function pauseStep(pause: PauseStep): PlannedStep {
  const title = pause.for === undefined ? 'Wait for approval' : `Pause for ${pause.for}`;
  return {
    kind: 'pause',
    title,
    ...held({ kind: 'pause', ...pause }, secondsOf(pause.for ?? pause.timeout)),
  };
}

/** The time is made of measurements; without any it only passes. */
function bakeStep({ for: length, verify }: BakeStep): PlannedStep {
  const seconds = secondsOf(length);
  const step = { kind: 'bake' as const, title: `Watch for ${length}` };
  if (!verify) return { ...step, ...held({ kind: 'wait', seconds, why: 'it bakes' }, seconds) };
  const count = Math.max(1, Math.floor(seconds / Math.max(1, secondsOf(verify.interval))));
  return { ...step, ...verified({ ...verify, count }) };
}

function verified(verify: VerifyStep): Pick<PlannedStep, 'moves' | 'deadlineSeconds'> {
  const { initialDelay, interval, count, errorLimit, inconclusiveLimit } = verify;
  const measurements = count + errorLimit + inconclusiveLimit + 1;
  const seconds = secondsOf(initialDelay) + secondsOf(interval) * measurements;
  return held({ kind: 'verify', ...verify }, seconds);
}

function held(by: Gate, seconds: number): Pick<PlannedStep, 'moves' | 'deadlineSeconds'> {
  return { moves: [gate(by)], deadlineSeconds: seconds + CALLS_SECONDS };
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\/(?:[^/@]*@)?([^/?#]+).*$/, '$1');
}
