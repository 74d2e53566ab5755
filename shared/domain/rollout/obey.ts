import type { Entry, Rollout, RolloutCommand, RolloutState } from '../../contracts/rollout/record.ts';
import { failed, held, turnedBack } from './fail.ts';
import { resumed } from './next-turn.ts';
import { advanced, hasBegun, moveOf } from './position.ts';
import { allowedCommands, stateOf } from './state.ts';

interface Asked {
  command: RolloutCommand;
  by: string;
  /** For `rollback`: only to before this step, where it waits. */
  toStep?: number;
  journal: Entry[];
  /** ISO 8601. */
  now: string;
}

export type Obeyed =
  | { ok: true; rollout: Rollout }
  /** Not in this state. */
  | { ok: false; state: RolloutState; allowed: RolloutCommand[] }
  /** In this state, but not so. */
  | { ok: false; why: string };

/** The record after a command; repeating one that is being carried out already changes nothing. */
export function obey(rollout: Rollout, asked: Asked): Obeyed {
  const allowed = allowedCommands(rollout);
  if (!allowed.includes(asked.command)) return { ok: false, state: stateOf(rollout), allowed };
  const { toStep } = asked;
  if (toStep !== undefined && !hasBegun(rollout, toStep))
    return { ok: false, why: `step ${toStep} of its plan has not begun: there is no way back to it` };
  return { ok: true, rollout: OBEYED[asked.command](rollout, asked) };
}

const OBEYED: Record<RolloutCommand, (rollout: Rollout, asked: Asked) => Rollout> = {
  approve: (rollout, { now }) => advanced(resumed(rollout), now),
  reject: (rollout, { by, ...moment }) =>
    failed(resumed(rollout), { reason: `${by} rejected it`, ...moment }),
  pause: (rollout, { by, now }) =>
    held(rollout, { kind: 'asked', since: now, why: `${by} paused it`, resume: 'forward' }),
  resume: (rollout, { now }) => fresh(resumed(rollout), now),
  // Why it turned back is worth knowing to the end.
  retry: (rollout, { now }) =>
    fresh(resumed(rollout.hold?.resume === 'back' ? rollout : withoutFailure(rollout)), now),
  promote: (rollout, { now }) => {
    const going = resumed(rollout);
    return moveOf(going)?.kind === 'gate' ? advanced(going, now) : going;
  },
  promoteFull: (rollout, { now }) => {
    const going = rollout.hold ? fresh(resumed(withoutFailure(rollout)), now) : rollout;
    return { ...going, promotedFully: true };
  },
  abort: (rollout, { by, journal, now }) => {
    if (stateOf(rollout) === 'blocked')
      return { ...rollout, ended: { at: now, reason: `${by} gave up the way back` } };
    return rollout.goal === 'back' ? rollout : turnedBack(rollout, { journal, now });
  },
  rollback: (rollout, { journal, now, toStep }) => {
    if (rollout.goal === 'back') return rollout;
    return turnedBack(rollout, { journal, now, ...(toStep === undefined ? {} : { toStep }) });
  },
};

function withoutFailure(rollout: Rollout): Rollout {
  const { failure: _forgiven, tally: _anew, ...rest } = rollout;
  return rest;
}

/** Deadlines run from now on: the time that a person took is not the step’s. */
function fresh(rollout: Rollout, now: string): Rollout {
  return { ...rollout, position: { ...rollout.position, stepSince: now, moveSince: now } };
}
