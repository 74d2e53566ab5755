import type { LedgerRow } from '../../contracts/ledger.ts';
import { isDeployable } from '../standing.ts';
import type { SeenDeployment } from './seen-deployment.ts';

const EVER = new Date(0).toISOString();

/** Machines that were there before the fleet had them, of which nothing is on record about a project: it is about to be deployed to them. */
export function withUnknownPast(rows: LedgerRow[], projectId: string): LedgerRow[] {
  return rows.filter(
    (row) => isDeployable(row) && row.target?.origin === 'adopted' && row.releases[projectId] === undefined,
  );
}

/**
 * Since when it must be known what was deployed to such machines; `undefined` when the newest deployments, of which there
 * may be earlier ones, reach back to where the oldest of the machines was made.
 */
export function unknownSince(rows: LedgerRow[], newest: SeenDeployment[]): string | undefined {
  const [first] = rows.map(({ renewedAt = EVER }) => renewedAt).sort();
  const oldest = newest.at(-1)?.created;
  if (first === undefined || oldest === undefined) return undefined;
  return Date.parse(oldest) > Date.parse(first) ? first : undefined;
}
