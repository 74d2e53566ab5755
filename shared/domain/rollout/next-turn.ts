import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Gate } from '../../contracts/rollout/gate.ts';
import type { Move } from '../../contracts/rollout/plan.ts';
import type { Entry, Rollout } from '../../contracts/rollout/record.ts';
import type { Act } from '../../contracts/rollout/turn.ts';
import { failed, held, turnedBack } from './fail.ts';
import { advanced, atNextStep, hasSucceeded, later, moveOf, stepOf } from './position.ts';

/** The record after a turn, and what the turn asks of the world. */
export interface Turn {
  rollout: Rollout;
  act: Act;
  /** The open change that is not waited for any longer; its entry ends as failed. */
  givenUp?: number;
}

interface Moment {
  journal: Entry[];
  /** ISO 8601. */
  now: string;
}

/**
 * What a rollout does next. Six questions in order, the first that answers wins: is it over? is a change open? does it
 * wait for somebody? is it overdue? what does the way need next? is the way at its end?
 */
export function nextTurn(rollout: Rollout, moment: Moment): Turn {
  const { now } = moment;
  if (rollout.ended) return { rollout, act: { do: 'end' } };
  if (rollout.open) return openChange(rollout, rollout.open, moment);
  if (rollout.hold) return onHold(rollout, moment);
  const late = overdue(rollout, now);
  if (late !== undefined) return nextTurn(failed(rollout, { reason: late, ...moment }), moment);
  if (rollout.nextAt !== undefined && rollout.nextAt > now) {
    return { rollout, act: { do: 'rest', until: rollout.nextAt, why: 'it is too early to ask again' } };
  }
  const move = moveOf(rollout);
  if (move) return take(rollout, move, moment);
  return rollout.goal === 'back' ? endOfWayBack(rollout, now) : endOfStep(rollout, moment);
}

/** Nothing else is begun meanwhile: on the way back, too, an operation that goes on would undo what comes after it. */
function openChange(rollout: Rollout, open: NonNullable<Rollout['open']>, moment: Moment): Turn {
  const { nextAt } = rollout;
  if (moment.now > open.until) return giveUp(rollout, open, moment);
  if (nextAt !== undefined && nextAt > moment.now) {
    return { rollout, act: { do: 'rest', until: nextAt, why: 'the change is under way' } };
  }
  return { rollout, act: { do: 'poll', seq: open.seq } };
}

function giveUp(
  rollout: Rollout,
  { seq, isWanted, until }: NonNullable<Rollout['open']>,
  moment: Moment,
): Turn {
  const { open: _over, nextAt: _past, ...rest } = rollout;
  const reason = `change ${seq} did not end by ${until}`;
  const next = isWanted ? failed(rest, { reason, ...moment }) : rest;
  return { ...nextTurn(next, moment), givenUp: seq };
}

function onHold(rollout: Rollout, moment: Moment): Turn {
  const { until, onTimeout, why } = rollout.hold ?? { why: '' };
  if (until === undefined || until > moment.now)
    return { rollout, act: { do: 'rest', ...(until === undefined ? {} : { until }), why } };
  if (onTimeout === 'promote') return nextTurn(advanced(resumed(rollout), moment.now), moment);
  if (onTimeout === 'rollback') return nextTurn(turnedBack(rollout, moment), moment);
  const {
    until: _over,
    onTimeout: _done,
    ...patient
  } = rollout.hold ?? { kind: 'asked', since: moment.now, why, resume: 'forward' };
  return { rollout: { ...rollout, hold: patient }, act: { do: 'rest', why } };
}

/** The hold is over; it goes on in the direction it had. */
export function resumed(rollout: Rollout): Rollout {
  const { hold, ...rest } = rollout;
  return { ...rest, goal: hold?.resume ?? 'forward' };
}

/** Deadlines: of the step on the way forward, of each move on the way back, and of the whole until it has succeeded. */
function overdue(rollout: Rollout, now: string): string | undefined {
  const { policy, position, createdAt } = rollout;
  if (rollout.goal === 'back') {
    const isLate = now > later(position.moveSince, secondsOf(policy.timeouts.steadyState));
    return isLate ? `the way back stands still since ${position.moveSince}` : undefined;
  }
  const { overall } = policy.timeouts;
  if (!hasSucceeded(rollout) && now > later(createdAt, secondsOf(overall)))
    return `it was not over within ${overall}`;
  const step = stepOf(rollout);
  if (!step || onlyTimePasses(rollout) || now <= later(position.stepSince, step.deadlineSeconds))
    return undefined;
  return `“${step.title}” was not done within ${step.deadlineSeconds} seconds`;
}

/** Nothing is late at a wait, or behind the last move: a person, or an app that was down, took the time. */
function onlyTimePasses(rollout: Rollout): boolean {
  const move = moveOf(rollout);
  return !move || (move.kind === 'gate' && (move.gate.kind === 'wait' || move.gate.kind === 'pause'));
}

function take(rollout: Rollout, move: Move, moment: Moment): Turn {
  switch (move.kind) {
    case 'change':
      return begin(rollout, move);
    case 'ready':
      return { rollout, act: { do: 'observe', unit: move.unit, size: move.size } };
    case 'level':
      return { rollout, act: { do: 'compare', unit: move.unit, with: move.with } };
    case 'reachable':
      return { rollout, act: { do: 'reach', unit: move.unit } };
    case 'gate':
      return takeGate(rollout, move.gate, moment);
  }
}

function begin(rollout: Rollout, { change, why }: Extract<Move, { kind: 'change' }>): Turn {
  return { rollout, act: { do: 'begin', seq: rollout.lastSeq + 1, change, why } };
}

/** The record with the change under way that `nextTurn` asked to begin; kept, with its entry, before it is begun. */
export function opened(rollout: Rollout, seq: number, now: string): Rollout {
  const until = later(now, secondsOf(rollout.policy.timeouts.steadyState));
  return { ...rollout, open: { seq, isWanted: true, until }, lastSeq: seq };
}

function takeGate(rollout: Rollout, gate: Gate, moment: Moment): Turn {
  const { now } = moment;
  if (rollout.promotedFully && gate.kind !== 'wait') return nextTurn(advanced(rollout, now), moment);
  switch (gate.kind) {
    case 'wait':
      return waitFor(rollout, { seconds: gate.seconds, why: gate.why }, moment);
    case 'pause':
      return gate.for === undefined
        ? askAPerson(rollout, gate, moment)
        : waitFor(rollout, { seconds: secondsOf(gate.for), why: `it pauses for ${gate.for}` }, moment);
    case 'verify':
      return verify(rollout, gate, moment);
    case 'webhook':
      return { rollout, act: { do: 'measure', gate } };
  }
}

function waitFor(rollout: Rollout, { seconds, why }: { seconds: number; why: string }, moment: Moment): Turn {
  const until = later(rollout.position.moveSince, seconds);
  if (until <= moment.now) return nextTurn(advanced(rollout, moment.now), moment);
  return { rollout, act: { do: 'rest', until, why } };
}

function askAPerson(rollout: Rollout, gate: Extract<Gate, { kind: 'pause' }>, moment: Moment): Turn {
  const { now } = moment;
  const until = later(now, secondsOf(gate.timeout));
  const { onTimeout } = gate;
  const why = `it waits for approval until ${until}`;
  return onHold(
    held(rollout, { kind: 'approval', since: now, until, onTimeout, why, resume: 'forward' }),
    moment,
  );
}

function verify(rollout: Rollout, gate: Extract<Gate, { kind: 'verify' }>, { now }: Moment): Turn {
  const first = later(rollout.position.moveSince, secondsOf(gate.initialDelay));
  const at = rollout.tally?.nextAt ?? first;
  if (at > now) return { rollout, act: { do: 'rest', until: at, why: 'the next measurement is due then' } };
  return { rollout, act: { do: 'measure', gate } };
}

function endOfStep(rollout: Rollout, moment: Moment): Turn {
  const next = atNextStep(rollout, moment.now);
  if (stepOf(next)) return nextTurn(next, moment);
  return {
    rollout: { ...next, ended: { at: moment.now, reason: 'all steps are done' } },
    act: { do: 'end' },
  };
}

function endOfWayBack(rollout: Rollout, now: string): Turn {
  const { backTo, wayBack: _walked, ...rest } = rollout;
  if (backTo === undefined) {
    return {
      rollout: { ...rollout, ended: { at: now, reason: 'all is as it was before' } },
      act: { do: 'end' },
    };
  }
  const position = { step: backTo, move: 0, stepSince: now, moveSince: now };
  const why = 'the last good phase is restored';
  const waiting = held({ ...rest, position }, { kind: 'asked', since: now, why, resume: 'forward' });
  return { rollout: waiting, act: { do: 'rest', why } };
}
