import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { Problem } from '../../contracts/problem.ts';
import type { Gate } from '../../contracts/rollout/gate.ts';
import type { Entry, Rollout } from '../../contracts/rollout/record.ts';
import type { ActOutcome } from '../../contracts/rollout/turn.ts';
import { failed, held } from './fail.ts';
import { sizesMade } from './effects.ts';
import { NO_TALLY, tallied } from './gates.ts';
import { resized } from './moves.ts';
import { advanced, later, moveOf, withMoves } from './position.ts';

interface Happened {
  outcome: ActOutcome;
  journal: Entry[];
  /** ISO 8601. */
  now: string;
}

/** Between two looks at machines that are on their way; more often than this, a scale set’s limits do not allow. */
const LOOK_SECONDS = 10;
/** Whatever the other side asks for: no wait that Azure was seen to mean is longer. */
const LONGEST_ASKED_SECONDS = 30 * 60;

/** The record after what an act brought to light. */
export function absorb(before: Rollout, { outcome, journal, now }: Happened): Rollout {
  if (outcome.of === 'trouble') return troubled(before, outcome.problem, { journal, now });
  const { trouble: _over, ...rollout } = before;
  switch (outcome.of) {
    case 'change':
      return changeWent(rollout, outcome, { journal, now });
    case 'ready':
      return sawMachines(rollout, outcome, { journal, now });
    case 'compared':
      return levelled(rollout, outcome, { journal, now });
    case 'reachable':
      return outcome.well ? advanced(rollout, now) : { ...rollout, nextAt: later(now, LOOK_SECONDS) };
    case 'measurement':
      return measured(rollout, outcome, { journal, now });
  }
}

type Moment = Omit<Happened, 'outcome'>;

function changeWent(
  rollout: Rollout,
  outcome: Extract<ActOutcome, { of: 'change' }>,
  moment: Moment,
): Rollout {
  if (outcome.state === 'running') return { ...rollout, nextAt: later(moment.now, outcome.pollAfterSeconds) };
  const { open, nextAt: _past, ...rest } = rollout;
  if (open && !open.isWanted) return rest;
  if (outcome.state === 'done') return advanced(rest, moment.now);
  return failed(rest, { reason: outcome.problem.message, problem: outcome.problem, ...moment });
}

/** What passes is waited out, within the deadlines; anything else ends the way. */
function troubled(rollout: Rollout, problem: Problem, moment: Moment): Rollout {
  if (problem.kind === 'Transient' || problem.kind === 'Conflict') {
    const seconds = Math.min(Math.max(LOOK_SECONDS, problem.retryAfterSeconds ?? 0), LONGEST_ASKED_SECONDS);
    const { code, message: reason } = problem;
    const since = rollout.trouble?.code === code ? rollout.trouble.since : moment.now;
    return { ...rollout, nextAt: later(moment.now, seconds), trouble: { code, reason, since } };
  }
  return changeWent(rollout, { of: 'change', state: 'failed', problem }, moment);
}

/** A machine that failed never becomes ready: waiting for the deadline would only cost time. */
function sawMachines(rollout: Rollout, seen: Extract<ActOutcome, { of: 'ready' }>, moment: Moment): Rollout {
  const move = moveOf(rollout);
  if (move?.kind !== 'ready') return rollout;
  const [bad] = seen.failed;
  // On the way back, and of a unit that goes, a failed machine harms nobody.
  if (bad && move.size > 0 && rollout.goal !== 'back')
    return failed(rollout, { reason: `${bad.name} failed: ${bad.reason}`, ...moment });
  const isThere = seen.size === move.size && seen.ready === move.size;
  return isThere ? advanced(rollout, moment.now) : { ...rollout, nextAt: later(moment.now, LOOK_SECONDS) };
}

/** Two changes are put before the comparison, which then is made again: the other may grow on meanwhile. */
function levelled(rollout: Rollout, other: Extract<ActOutcome, { of: 'compared' }>, moment: Moment): Rollout {
  const move = moveOf(rollout);
  if (move?.kind !== 'level') return rollout;
  const { unit, most } = move;
  const { desired: planned, stableDesired = 0 } = rollout.plan;
  // By as many as have come since: that it is to be smaller may be what the policy says.
  const desired = Math.min(planned + Math.max(0, other.size - stableDesired), most);
  if (desired <= (sizesMade(moment.journal).get(unit) ?? 0)) return advanced(rollout, moment.now);
  const why = `${move.with} has ${other.size} by now: production must not shrink`;
  const moves = resized(unit, { min: 0, desired, max: Math.max(most, desired) }, why);
  return withMoves(rollout, moves, secondsOf(rollout.policy.timeouts.steadyState));
}

function measured(
  rollout: Rollout,
  said: Extract<ActOutcome, { of: 'measurement' }>,
  moment: Moment,
): Rollout {
  const { now } = moment;
  const gate = gateOf(rollout);
  if (gate?.kind === 'webhook') return answered(rollout, said, moment);
  if (gate?.kind !== 'verify') return rollout;
  const { tally, result, why } = tallied(rollout.tally ?? NO_TALLY, gate, { ...said, now });
  switch (result) {
    case 'more':
      return { ...rollout, tally };
    case 'passed':
      return advanced(rollout, now);
    case 'failed':
      return failed({ ...rollout, tally }, { reason: why, ...moment });
    case 'inconclusive':
      return held({ ...rollout, tally }, { kind: 'inconclusive', since: now, why, resume: 'forward' });
  }
}

function answered(
  rollout: Rollout,
  { verdict, reason }: Extract<ActOutcome, { of: 'measurement' }>,
  moment: Moment,
): Rollout {
  const { now } = moment;
  if (verdict === 'success') return advanced(rollout, now);
  if (verdict === 'failure') return failed(rollout, { reason, ...moment });
  if (verdict === 'error') return { ...rollout, nextAt: later(now, LOOK_SECONDS) };
  return held(rollout, { kind: 'inconclusive', since: now, why: reason, resume: 'forward' });
}

function gateOf(rollout: Rollout): Gate | undefined {
  const move = moveOf(rollout);
  return move?.kind === 'gate' ? move.gate : undefined;
}
