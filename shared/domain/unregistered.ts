import type { LedgerRow } from '../contracts/ledger.ts';
import { isReady } from './standing.ts';

/** Instances that are ready, still listed and have no target, or one that stood for them before they were made anew. */
export function unregistered(rows: LedgerRow[]): LedgerRow[] {
  return rows.filter((row) => isReady(row) && (!row.target || row.unproven === true));
}

/**
 * How many of them may still answer, or register themselves, in time. The time runs from when an instance was first
 * seen ready: one that is silent for good must not hold up every later reaction.
 */
export function hopefulCount(
  rows: LedgerRow[],
  { at, waitMinutes }: { at: string; waitMinutes: number },
): number {
  const since = Date.parse(at) - waitMinutes * 60_000;
  return unregistered(rows).filter(({ readySince }) => Date.parse(readySince ?? at) > since).length;
}
