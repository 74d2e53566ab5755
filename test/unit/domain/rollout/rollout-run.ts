import { RolloutPolicy } from '../../../../shared/contracts/rollout/policy.ts';
import type { Rollout, RolloutCommand } from '../../../../shared/contracts/rollout/record.ts';
import { absorb } from '../../../../shared/domain/rollout/absorb.ts';
import { nextTurn } from '../../../../shared/domain/rollout/next-turn.ts';
import { obey } from '../../../../shared/domain/rollout/obey.ts';
import { planRollout } from '../../../../shared/domain/rollout/plan-rollout.ts';
import { later } from '../../../../shared/domain/rollout/position.ts';
import { type Fault, PretendWorld, type Start } from './pretend-world.ts';

export interface Script {
  start: Start;
  policy: object;
  /** Before the turn of this number. */
  faults: { turn: number; fault: Fault }[];
  commands: { turn: number; command: RolloutCommand }[];
}

export interface Run {
  world: PretendWorld;
  before: unknown;
  rollout: Rollout;
  turns: number;
  /** Machines in all, and in production, after each turn, with the step it was in. */
  course: { machines: number; inProduction: number; step: number; goal: Rollout['goal'] }[];
}

const MOST_TURNS = 3000;
export const IMAGE = {
  version:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/demo/images/web/versions/1.2.0',
};

export function policyOf(policy: object): RolloutPolicy {
  return RolloutPolicy.parse({ fleet: 'web', image: IMAGE, ...policy });
}

/** Lives through a rollout in a cloud in memory; whoever waits for a person for ever is aborted in the end. */
export function run({ start, policy, faults, commands }: Script): Run {
  const world = new PretendWorld(start);
  const before = structuredClone(world.picture());
  const planned = planRollout(policyOf(policy), world.survey(), { keep: 3 });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  let now = '2026-01-01T00:00:00.000Z';
  const position = { step: 0, move: 0, stepSince: now, moveSince: now };
  let rollout: Rollout = {
    ...{ id: 'r1', fleet: 'web', createdAt: now, policy: policyOf(policy), plan: planned.plan },
    ...{ goal: 'forward', position, lastSeq: 0 },
  };
  const course: Run['course'] = [];
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    world.faults.push(...faults.filter((each) => each.turn === turn).map(({ fault }) => fault));
    for (const { command } of commands.filter((each) => each.turn === turn))
      rollout = commanded(rollout, { command, world, now });
    const { rollout: next, act } = nextTurn(rollout, { journal: world.journal, now });
    rollout = next;
    if (act.do === 'end') return { world, before, rollout, turns: turn, course };
    const direction = rollout.goal === 'back' ? 'back' : 'forward';
    const outcome = world.perform(act, { step: rollout.position.step, direction });
    if (outcome) rollout = absorb(rollout, { outcome, journal: world.journal, now });
    const { step } = rollout.position;
    course.push({ machines: world.machines(), inProduction: world.inProduction(), step, goal: rollout.goal });
    if (act.do === 'rest' && act.until === undefined)
      rollout = commanded(rollout, { command: 'abort', world, now });
    now = act.do === 'rest' && act.until !== undefined ? act.until : later(now, 1);
  }
  throw new Error(`it does not end: ${JSON.stringify(rollout)}`);
}

function commanded(
  rollout: Rollout,
  { command, world, now }: { command: RolloutCommand; world: PretendWorld; now: string },
): Rollout {
  const obeyed = obey(rollout, { command, by: 'somebody', journal: world.journal, now });
  return obeyed.ok ? obeyed.rollout : rollout;
}
