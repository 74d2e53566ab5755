import type { LedgerRow } from '../contracts/ledger.ts';
import { isServed } from './attention.ts';
import { isAiling } from './standing.ts';

/** How often, at most, one that stays ill is looked after. */
const AGAIN_AFTER_MINUTES = 4;

export interface CheckQuestion {
  /** `new`: those that are waited for; `all`: the others that are not healthy, whom nobody waits for. */
  whose: 'new' | 'all';
  reactionId: string;
  /** ISO 8601. */
  at: string;
  /** How long a new target may take to become healthy. */
  waitMinutes: number;
}

/** The instances whose health is to be checked, without those that a check of this reaction is looking at. */
export function dueForCheck(rows: LedgerRow[], question: CheckQuestion): LedgerRow[] {
  return rows.filter(isAiling).filter((row) => {
    if (question.whose === 'new') return isNew(row, question) && !isUnderCheck(row, question);
    const { check } = row;
    const minutes = check ? (Date.parse(question.at) - Date.parse(check.at)) / 60_000 : Infinity;
    return check?.reactionId !== question.reactionId && minutes >= AGAIN_AFTER_MINUTES;
  });
}

/** New, or back again: never checked since, or in its time to become healthy. */
function isNew(row: LedgerRow, question: CheckQuestion): boolean {
  if (isServed(row) && !row.checkDue) return false;
  const { check, readySince = '' } = row;
  return check === undefined || check.at < readySince || isHopeful(row, question);
}

/** May still become healthy in time. */
export function isHopeful(
  { target, readySince = '' }: LedgerRow,
  { at, waitMinutes }: Pick<CheckQuestion, 'at' | 'waitMinutes'>,
): boolean {
  const since = Math.max(Date.parse(target?.since ?? at), Date.parse(readySince || at));
  return Date.parse(at) - since < waitMinutes * 60_000;
}

function isUnderCheck({ check }: LedgerRow, { reactionId }: CheckQuestion): boolean {
  return check?.reactionId === reactionId && check.isOpen;
}
