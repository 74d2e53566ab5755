import { secondsOf } from '../../contracts/rollout/duration.ts';
import type { VerifyStep } from '../../contracts/rollout/gate.ts';
import type { Tally } from '../../contracts/rollout/record.ts';
import { later } from './position.ts';

/** What one measurement said; that it could not be made is a thing of its own. */
export type Verdict = 'success' | 'failure' | 'error' | 'inconclusive';

export type GateOutcome = {
  tally: Tally;
  result: 'more' | 'passed' | 'failed' | 'inconclusive';
  why: string;
};

export const NO_TALLY: Tally = { made: 0, failures: 0, errorsInARow: 0, inconclusive: 0 };

interface Measured {
  verdict: Verdict;
  reason: string;
  now: string;
}

/** One measurement more, and what it comes to. */
export function tallied(tally: Tally, verify: VerifyStep, { verdict, reason, now }: Measured): GateOutcome {
  const next: Tally = {
    made: tally.made + (verdict === 'error' ? 0 : 1),
    failures: tally.failures + (verdict === 'failure' ? 1 : 0),
    errorsInARow: verdict === 'error' ? tally.errorsInARow + 1 : 0,
    inconclusive: tally.inconclusive + (verdict === 'inconclusive' ? 1 : 0),
    nextAt: later(now, secondsOf(verify.interval)),
  };
  const end = endOf(next, verify, reason);
  if (verify.dryRun && end.result !== 'more') return { tally: next, ...dry(next, verify, end) };
  return { tally: next, ...end };
}

type End = Omit<GateOutcome, 'tally'>;

function endOf(tally: Tally, verify: VerifyStep, reason: string): End {
  const { failures, errorsInARow, inconclusive, made } = tally;
  if (failures > verify.failureLimit)
    return { result: 'failed', why: `${failures} of ${made} measurements failed: ${reason}` };
  if (errorsInARow > verify.errorLimit)
    return { result: 'failed', why: `could not be measured ${errorsInARow} times in a row: ${reason}` };
  if (inconclusive > verify.inconclusiveLimit)
    return {
      result: 'inconclusive',
      why: `${inconclusive} of ${made} measurements said neither yes nor no: ${reason}`,
    };
  if (made < verify.count) return { result: 'more', why: reason };
  return { result: 'passed', why: `${made - failures - inconclusive} of ${made} measurements succeeded` };
}

/** A dry run goes on to its last measurement, and then whatever came out. */
function dry(tally: Tally, { count, errorLimit }: VerifyStep, { why }: End): End {
  const isOver = tally.made >= count || tally.errorsInARow > errorLimit;
  return { result: isOver ? 'passed' : 'more', why: `dry run: ${why}` };
}
