import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Entry, Failure, Hold, Rollout } from '../../contracts/rollout/record.ts';
import { hasSucceeded, later } from './position.ts';
import { wayBack } from './way-back.ts';

interface Failing {
  reason: string;
  problem?: Problem | undefined;
  journal: Entry[];
  now: string;
}

/** The way forward ends: what comes next is the policy's. After success nothing is undone, and clearing up just ends. */
export function failed(rollout: Rollout, { reason, problem, journal, now }: Failing): Rollout {
  if (rollout.goal === 'back')
    return held(rollout, { kind: 'wayBackFailed', since: now, why: reason, resume: 'back' });
  if (hasSucceeded(rollout))
    return { ...rollout, ended: { at: now, reason: `not all was cleared up: ${reason}` } };
  const failure: Failure = { at: now, step: rollout.position.step, reason, ...(problem ? { problem } : {}) };
  const known = { ...rollout, failure };
  const { onFailure, timeouts } = rollout.policy;
  if (onFailure === 'rollback') return turnedBack(known, { journal, now });
  const patience: Partial<Hold> =
    onFailure === 'pause'
      ? { until: later(rollout.createdAt, secondsOf(timeouts.overall)), onTimeout: 'rollback' }
      : {};
  return held(known, { kind: 'failed', since: now, why: reason, resume: 'forward', ...patience });
}

/** Nothing more is done by itself until the hold is over. */
export function held(rollout: Rollout, hold: Hold): Rollout {
  const { nextAt: _none, ...rest } = rollout;
  return { ...rest, goal: 'hold', hold };
}

interface Turning {
  journal: Entry[];
  now: string;
  /** Back to before this step, and there it waits; to the very beginning without it. */
  toStep?: number;
}

/** Turned round: the way back is fixed now, from what the journal says was changed. */
export function turnedBack(rollout: Rollout, { journal, now, toStep }: Turning): Rollout {
  const { id, fleet, createdAt, policy, plan, lastSeq, failure, open } = rollout;
  const { passed, seen, obeyed } = rollout;
  return {
    ...{ id, fleet, createdAt, policy, plan, lastSeq },
    ...(failure ? { failure } : {}),
    ...(passed ? { passed } : {}),
    ...(seen ? { seen } : {}),
    ...(obeyed ? { obeyed } : {}),
    ...(open ? { open: { ...open, isWanted: false } } : {}),
    goal: 'back',
    wayBack: wayBack({ journal, newUnit: plan.newUnit, fromStep: toStep ?? 0 }),
    position: { ...rollout.position, move: 0, moveSince: now },
    ...(toStep === undefined ? {} : { backTo: toStep }),
  };
}
