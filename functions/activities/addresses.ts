import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import { type LiveMember, memberOf } from '../../shared/domain/members.ts';
import { isThereAsFarAsKnown } from '../../shared/domain/standing.ts';
import type { Dependencies } from '../dependencies.ts';
import type { FleetNow } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';

/**
 * The rows with their private addresses. One listing of each member that lacks some serves all its instances, also those that
 * are not ready yet: their network cards are there first.
 */
export async function withAddresses(
  deps: Dependencies,
  { members: { base, live } }: FleetNow,
  rows: LedgerRow[],
): Promise<LedgerRow[]> {
  const lacking = rows.filter((row) => row.address === undefined && isThereAsFarAsKnown(row));
  const ids = new Set(lacking.map((row) => memberOf(row, base)));
  const listings = await inParallel(
    live.filter(({ id }) => ids.has(id)),
    (member) => addressesOf(deps, member),
  );
  const addresses = new Map(listings.flatMap((listing) => [...listing]));
  return rows.map((row) => {
    const address = row.address ?? addresses.get(row.resourceId.toLowerCase());
    return address === row.address || address === undefined ? row : { ...row, address };
  });
}

/** A member that is no more has none; the next look finds out. */
async function addressesOf(deps: Dependencies, { scaleSet }: LiveMember): Promise<Map<string, string>> {
  try {
    return await deps.scaleSets.privateAddresses(scaleSet);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'scaleSetNotFound') return new Map();
    throw error;
  }
}
