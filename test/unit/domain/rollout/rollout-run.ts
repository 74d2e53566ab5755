import { RolloutPolicy } from '../../../../shared/contracts/rollout/policy.ts';
import type { Rollout, RolloutCommand } from '../../../../shared/contracts/rollout/record.ts';
import type { Act } from '../../../../shared/contracts/rollout/turn.ts';
import { absorb } from '../../../../shared/domain/rollout/absorb.ts';
import { nextTurn, opened } from '../../../../shared/domain/rollout/next-turn.ts';
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
export function run(script: Script): Run {
  const world = new PretendWorld(script.start);
  const before = structuredClone(world.picture());
  let life: Life = { world, rollout: begun(script, world), now: BEGINNING, act: 'first' };
  const course: Run['course'] = [];
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    life = turned(life, script, turns);
    const { rollout, act } = life;
    if (act === 'end') return { world, before, rollout, turns, course };
    const { goal, position } = rollout;
    course.push({
      machines: world.machines(),
      inProduction: world.inProduction(),
      step: position.step,
      goal,
    });
  }
  throw new Error(`it does not end: ${JSON.stringify(life.rollout)}`);
}

const BEGINNING = '2026-01-01T00:00:00.000Z';

interface Life {
  world: PretendWorld;
  rollout: Rollout;
  now: string;
  act: Act['do'] | 'first';
}

function begun({ policy }: Script, world: PretendWorld): Rollout {
  const planned = planRollout(policyOf(policy), world.survey(), { keep: 3 });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const position = { step: 0, move: 0, stepSince: BEGINNING, moveSince: BEGINNING };
  return {
    ...{ id: 'r1', fleet: 'web', createdAt: BEGINNING, policy: policyOf(policy), plan: planned.plan },
    ...{ goal: 'forward', position, lastSeq: 0 },
  };
}

/** What was scripted for this turn, then the turn itself. */
function turned({ world, rollout: before, now }: Life, { faults, commands }: Script, turn: number): Life {
  world.faults.push(...faults.filter((each) => each.turn === turn).map(({ fault }) => fault));
  const told = commands
    .filter((each) => each.turn === turn)
    .reduce((rollout, { command }) => commanded(rollout, { command, world, now }), before);
  const { rollout, act } = nextTurn(told, { journal: world.journal, now });
  const direction = rollout.goal === 'back' ? 'back' : 'forward';
  const outcome = world.perform(act, { step: rollout.position.step, direction });
  const going = act.do === 'begin' ? opened(rollout, act.seq, now) : rollout;
  const after = outcome ? absorb(going, { outcome, journal: world.journal, now }) : going;
  if (act.do !== 'rest') return { world, rollout: after, now: later(now, 1), act: act.do };
  if (act.until !== undefined) return { world, rollout: after, now: act.until, act: 'rest' };
  return {
    world,
    rollout: commanded(after, { command: 'abort', world, now }),
    now: later(now, 1),
    act: 'rest',
  };
}

function commanded(
  rollout: Rollout,
  { command, world, now }: { command: RolloutCommand; world: PretendWorld; now: string },
): Rollout {
  const obeyed = obey(rollout, { command, by: 'somebody', journal: world.journal, now });
  return obeyed.ok ? obeyed.rollout : rollout;
}
