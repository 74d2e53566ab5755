import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';
import type { WantedRelease } from './seen-deployment.ts';

/** The row with a project's release set. */
export function withRelease(
  row: LedgerRow,
  { projectId }: { projectId: string },
  value: LedgerRelease,
): LedgerRow {
  return { ...row, releases: { ...row.releases, [projectId]: value } };
}

/** It carries the wanted release, or what a person put there after that one had become the latest. */
export function carries(row: LedgerRow, { projectId, releaseId }: WantedRelease): boolean {
  const own = row.releases[projectId];
  return own?.state === 'deployed' && (own.releaseId === releaseId || own.insteadOf === releaseId);
}

/** Attempts at another release do not count against this one. */
export function attemptsOf(row: LedgerRow, { projectId, releaseId }: WantedRelease): number {
  const own = row.releases[projectId];
  return own?.releaseId === releaseId ? own.attempts : 0;
}
