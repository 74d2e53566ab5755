import type { LedgerRow } from '../contracts/ledger.ts';
import { isHopeful } from './due-checks.ts';
import { lateAmong } from './lateness.ts';
import { isPresent, isReady } from './standing.ts';

const SOONEST_SECONDS = 20;
const LATEST_SECONDS = 120;

/**
 * In how many seconds a fleet looks again without any hint, because somebody whom the others did not wait for may be there
 * by then: leaving, silent or ill, and not beyond hope. The longer it takes, the longer the pauses. `undefined`: not at all.
 */
export function secondsToLookAgain(
  rows: LedgerRow[],
  { at, registerMinutes, healthMinutes }: { at: string; registerMinutes: number; healthMinutes: number },
): number | undefined {
  const late = new Set(lateAmong(rows, at).map(({ name }) => name));
  const secondsSince = (since: string | undefined) => (Date.parse(at) - Date.parse(since ?? at)) / 1000;
  const waiting = rows.flatMap((row) => {
    if (row.state === 'deleting' && isPresent(row))
      return late.has(row.name) ? [] : [secondsSince(row.stateSince)];
    if (!isReady(row)) return [];
    const since = secondsSince(row.readySince);
    if (!row.target) return since < registerMinutes * 60 ? [since] : [];
    const isAwaited = row.health !== 'healthy' && isHopeful(row, { at, waitMinutes: healthMinutes });
    return isAwaited ? [secondsSince(row.target.since)] : [];
  });
  if (waiting.length === 0) return undefined;
  return Math.min(LATEST_SECONDS, Math.max(SOONEST_SECONDS, Math.min(...waiting) / 2));
}
