import type { LedgerRelease, LedgerRow } from '../../contracts/ledger.ts';
import { isDeployable, isReady } from '../standing.ts';
import { carries } from './releases-of-row.ts';
import type { WantedRelease } from './seen-deployment.ts';

export interface Due {
  rows: LedgerRow[];
  wanted: WantedRelease;
  /** Projects that come before this one; an instance must carry them first. */
  before: WantedRelease[];
  attempts: number;
  at: string;
}

/**
 * The instances a release is due on (rules 6 and 7): alive, registered, enabled, healthy, carrying the projects before
 * it, and not having, awaiting or having used up its attempts of this very release.
 */
export function rowsDue({ rows, wanted, before, attempts, at }: Due): LedgerRow[] {
  const open = rows.filter((row) => isDeployable(row) && before.every((project) => carries(row, project)));
  const due = open.filter((row) => isDue(row, wanted, { attempts, at }));
  if (due.length === 0) return [];
  // Octopus is asked anyway, so those it refused before go along: one deployment, and one answer, for all.
  return open.filter((row) => due.includes(row) || isHeldWithOthers(row, wanted));
}

function isDue(
  row: LedgerRow,
  wanted: WantedRelease,
  { attempts, at }: Pick<Due, 'attempts' | 'at'>,
): boolean {
  if (carries(row, wanted)) return false;
  const own = row.releases[wanted.projectId];
  if (own?.releaseId !== wanted.releaseId) return own?.state !== 'requested';
  return mayBeRetried(own, attempts) && (own.retryAt === undefined || own.retryAt <= at);
}

function mayBeRetried({ state, attempts: used }: LedgerRelease, attempts: number): boolean {
  if (state === 'failed') return used < attempts;
  return state === 'refused' || state === 'leftOut';
}

function isHeldWithOthers(row: LedgerRow, { projectId, releaseId }: WantedRelease): boolean {
  const own = row.releases[projectId];
  return own?.releaseId === releaseId && own.state === 'refused' && !own.isBlamed;
}

/** When the next of them may be tried again, if it is for the time alone that it is not now. */
export function nextRetryAt(
  rows: LedgerRow[],
  { attempts, at }: Pick<Due, 'attempts' | 'at'>,
): string | undefined {
  const times = rows
    .filter((row) => isDeployable(row) || (isReady(row) && row.checkDue))
    .flatMap((row) => Object.values(row.releases))
    .filter((own) => mayBeRetried(own, attempts))
    .flatMap(({ retryAt }) => (retryAt !== undefined && retryAt > at ? [retryAt] : []));
  return times.sort()[0];
}
