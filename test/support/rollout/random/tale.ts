import { RolloutPolicy } from '../../../../shared/contracts/rollout/policy.ts';
import { RolloutCommand } from '../../../../shared/contracts/rollout/record.ts';
import { seededRandom } from '../../seeded-random.ts';
import type { Spoiling } from '../memory-cloud.ts';

const GALLERY =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/galleries/demo/images/web/versions';
export const OLD = { version: `${GALLERY}/1.0.0` };
export const NEW = { version: `${GALLERY}/1.1.0` };

/** What comes between, before the turn of a number. */
export type Happening =
  | { what: 'commanded'; command: RolloutCommand; toStep?: number }
  /** The next change that is begun goes wrong so. */
  | { what: 'cloudSpoils'; how: Spoiling }
  | { what: 'newMachineFails' }
  /** Machines answer probes with errors from now on, or well again. */
  | { what: 'applicationAnswers'; with: 200 | 500 }
  | { what: 'webhookSays'; verdict: 'success' | 'failure' | 'inconclusive' | 'nothing' }
  /** The process dies after so many writes of the store, before or after the last of them is kept; a life is over. */
  | { what: 'processDies'; afterWrites: number; isKept: boolean }
  /** The turn is taken, and nobody hears how it went. */
  | { what: 'answerIsLost' };

/** A rollout and what comes between: all that chance decides, drawn from its seed. */
export interface Tale {
  seed: number;
  machines: number;
  hasAutoscale: boolean;
  policy: RolloutPolicy;
  happenings: (Happening & { turn: number })[];
  /** What people say whenever they are waited for. */
  answers: RolloutCommand[];
  /** After it has succeeded somebody wants all as it was. */
  isRegretted: boolean;
}

export function tale(seed: number): Tale {
  const draw = drawing(seed);
  const machines = draw.from(1, 8);
  return {
    ...{ seed, machines, hasAutoscale: draw.chance(0.6) },
    policy: RolloutPolicy.parse(policyDrawn(draw)),
    happenings: Array.from({ length: draw.from(0, 5) }, () => ({
      ...happening(draw),
      turn: draw.from(0, 70),
    })),
    answers: Array.from({ length: 6 }, () => draw.one(RolloutCommand.options)),
    isRegretted: draw.chance(0.25),
  };
}

type Draw = ReturnType<typeof drawing>;

function drawing(seed: number) {
  const random = seededRandom(seed);
  const from = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  return {
    from,
    chance: (share: number) => random() < share,
    one: <T>(items: readonly T[]): T => items[from(0, items.length - 1)] as T,
  };
}

function policyDrawn(draw: Draw): object {
  const desired = draw.from(0, 8);
  return {
    ...{ fleet: 'web', image: NEW, ...strategy(draw) },
    instances: draw.chance(0.5) ? 'sameAsRunning' : { min: 0, desired, max: 10 },
    timeouts: { steadyState: 'PT10M', overall: draw.one(['PT3H', 'P2D']) },
    onFailure: draw.one(['rollback', 'rollback', 'pause', 'freeze']),
  };
}

function strategy(draw: Draw): object {
  const resize = draw.one(['newFirst', 'newFirst', 'oldFirst', 'proportional']);
  switch (draw.one(['basic', 'canary', 'canary', 'blueGreen'])) {
    case 'basic':
      return { basic: { resize, ...(draw.chance(0.5) ? { verify: verification(draw) } : {}) } };
    case 'canary':
      return { canary: { resize, steps: canarySteps(draw) } };
    default:
      return { blueGreen: { ...FRONT, drain: draw.one(['PT0S', 'PT30S']), steps: swapSteps(draw) } };
  }
}

const FRONT = { loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage' };

function canarySteps(draw: Draw): object[] {
  const shares = new Set(Array.from({ length: draw.from(0, 3) }, () => draw.from(0, 99)));
  const phases = [...shares].sort((a, b) => a - b).map((share) => ({ upgrade: `${share}%` }));
  return [...phases.flatMap((phase) => [phase, ...gates(draw)]), { upgrade: '100%' }, ...gates(draw)];
}

function swapSteps(draw: Draw): object[] {
  const downsize = draw.chance(0.8) ? [{ downsize: { after: draw.one(['PT0S', 'PT1H']) } }] : [];
  return [{ upgrade: '100%' }, ...gates(draw), { swap: {} }, ...gates(draw), ...downsize];
}

function gates(draw: Draw): object[] {
  return Array.from({ length: draw.from(0, 2) }, () => gate(draw));
}

function gate(draw: Draw): object {
  const onTimeout = draw.one(['rollback', 'promote', 'pause']);
  return draw.one([
    { verify: verification(draw) },
    { pause: { for: 'PT10M' } },
    { pause: { untilApproved: true, timeout: 'PT2H', onTimeout } },
    { bake: { for: 'PT5M', ...(draw.chance(0.5) ? { verify: verification(draw) } : {}) } },
    { webhook: { url: 'https://hooks.example/rollout' } },
  ]);
}

function verification(draw: Draw): object {
  const [interval, count] = [draw.one(['PT10S', 'PT1M']), draw.from(1, 3)];
  const limits = { failureLimit: draw.from(0, 1), errorLimit: draw.from(0, 2), inconclusiveLimit: 0 };
  const check = draw.one([
    { probe: { url: 'http://{privateIp}:8080/health' } },
    { webhook: { url: 'https://hooks.example/verdict' } },
  ]);
  return { ...check, interval, count, ...limits, dryRun: draw.chance(0.1) };
}

function happening(draw: Draw): Happening {
  return draw.one<() => Happening>([
    () => ({ what: 'commanded', command: draw.one(RolloutCommand.options) }),
    () => ({ what: 'commanded', command: draw.one(RolloutCommand.options) }),
    () => ({
      what: 'cloudSpoils',
      how: draw.one(['refused', 'operationFails', 'unavailable', 'answerLost'] as const),
    }),
    () => ({ what: 'commanded', command: 'rollback', toStep: draw.from(0, 6) }),
    () => ({ what: 'newMachineFails' }),
    () => ({ what: 'applicationAnswers', with: draw.one([200, 500, 500] as const) }),
    () => ({
      what: 'webhookSays',
      verdict: draw.one(['success', 'failure', 'inconclusive', 'nothing'] as const),
    }),
    () => ({ what: 'processDies', afterWrites: draw.from(1, 3), isKept: draw.chance(0.5) }),
    () => ({ what: 'processDies', afterWrites: draw.from(1, 3), isKept: draw.chance(0.5) }),
    () => ({ what: 'answerIsLost' }),
  ])();
}
