import type { LedgerRow } from '../contracts/ledger.ts';

/** In the newest list of its scale set; nothing is done with a machine that is not (rule 7). */
export function isPresent(row: LedgerRow): boolean {
  return row.missingSince === undefined && row.unseenSince === undefined;
}

/** Present, provisioned and running. */
export function isReady(row: LedgerRow): boolean {
  return row.state === 'ready' && isPresent(row);
}

/** Missing, and not in enough looks yet to be gone. */
export function isMissing(row: LedgerRow): boolean {
  return row.missingSince !== undefined && row.state !== 'gone';
}
