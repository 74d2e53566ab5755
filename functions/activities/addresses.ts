import type { Look } from '../../shared/contracts/activities.ts';
import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ofMember } from '../../shared/domain/members.ts';
import type { Dependencies } from '../dependencies.ts';

/** The rows with their private addresses. One listing serves all instances, also those that are not ready yet: their network cards are there first. */
export async function withAddresses(
  deps: Dependencies,
  { fleet }: NamedFleet,
  rows: LedgerRow[],
): Promise<LedgerRow[]> {
  const addresses = await deps.scaleSets.privateAddresses(
    fleet.scaleSet,
    modeOf(ofMember(rows, fleet.scaleSet)),
  );
  return rows.map((row) => {
    const address = row.address ?? addresses.get(row.resourceId.toLowerCase());
    return address === row.address || address === undefined ? row : { ...row, address };
  });
}

function modeOf(rows: LedgerRow[]): Look['mode'] {
  return /\/virtualmachinescalesets\//i.test(rows[0]?.resourceId ?? '') ? 'Uniform' : 'Flexible';
}
