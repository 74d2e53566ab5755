import type { LedgerRow } from '../contracts/ledger.ts';

/** In the newest list of its scale set; nothing is done with a machine that is not (rule 7). */
export function isPresent(row: LedgerRow): boolean {
  return row.missingSince === undefined && row.unseenSince === undefined;
}

/** Present, provisioned and running. */
export function isReady(row: LedgerRow): boolean {
  return row.state === 'ready' && isPresent(row);
}

/** Not missing in the newest look that can be believed, though it may have been overlooked by a doubtful one since. */
export function isThereAsFarAsKnown(row: LedgerRow): boolean {
  return row.missingSince === undefined && row.state !== 'gone';
}

/** Missing, and not in enough looks yet to be gone. */
export function isMissing(row: LedgerRow): boolean {
  return row.missingSince !== undefined && row.state !== 'gone';
}

/** Ready, with a target that is not switched off. */
export function isEnabled(row: LedgerRow): boolean {
  return isReady(row) && row.target !== undefined && !row.target.disabled;
}

/** Provisioned, still listed, registered, enabled and healthy: a release may go to it (rule 7). */
export function isDeployable(row: LedgerRow): boolean {
  return isEnabled(row) && row.health === 'healthy';
}

/** Registered and enabled, but not known to be healthy. */
export function isAiling(row: LedgerRow): boolean {
  return isEnabled(row) && row.health !== 'healthy';
}
