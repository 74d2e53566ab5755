import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';

/** What an operator's reconcile says of deployments. */
export interface Asked {
  /** Also where the attempts are used up, or a person cancelled. */
  retryDeployments: boolean;
}

/**
 * The row after an operator asked: whatever was put off is due at once. What failed for good or was cancelled stays so
 * unless the operator says that it is to be deployed again; then it starts anew.
 */
export function rowAskedAgain(row: LedgerRow, { retryDeployments }: Asked): LedgerRow {
  const entries = Object.entries(row.releases);
  const isToBeDropped = ({ state }: LedgerRelease) =>
    retryDeployments && (state === 'failed' || state === 'cancelled');
  const isPutOff = ({ retryAt }: LedgerRelease) => retryAt !== undefined;
  if (!entries.some(([, own]) => isToBeDropped(own) || isPutOff(own))) return row;
  const kept = entries.filter(([, own]) => !isToBeDropped(own));
  return { ...row, releases: Object.fromEntries(kept.map(([id, own]) => [id, withoutPause(own)])) };
}

function withoutPause({ retryAt: _over, putOff: _times, ...own }: LedgerRelease): LedgerRelease {
  return own;
}
