import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import { lacksAddresses, type NeededAddresses } from '../../shared/domain/targets/called-address.ts';
import { type LiveMember, memberOf } from '../../shared/domain/members.ts';
import { isThereAsFarAsKnown } from '../../shared/domain/standing.ts';
import type { MachineAddresses } from '../../shared/ports/scale-sets.ts';
import type { Dependencies } from '../dependencies.ts';
import type { FleetNow } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';

/**
 * The rows with the addresses that are needed. One listing of each member that lacks some serves all its instances, also those
 * that are not ready yet: their network cards are there first.
 */
export async function withAddresses(
  deps: Dependencies,
  { members: { base, live } }: FleetNow,
  { rows, needed }: { rows: LedgerRow[]; needed: NeededAddresses },
): Promise<LedgerRow[]> {
  const isLacking = (row: LedgerRow) => isThereAsFarAsKnown(row) && lacksAddresses(row, needed);
  const ids = new Set(rows.filter(isLacking).map((row) => memberOf(row, base)));
  const listings = await inParallel(
    live.filter(({ id }) => ids.has(id)),
    (member) => addressesOf(deps, member, needed),
  );
  const addresses = new Map(listings.flatMap((listing) => [...listing]));
  return rows.map((row) => {
    const found = isLacking(row) ? addresses.get(row.resourceId.toLowerCase()) : undefined;
    return found ? withFound(row, found, needed) : row;
  });
}

/** Those of another interface are not kept beside them. */
function withFound(
  row: LedgerRow,
  { privateIp, publicIp }: MachineAddresses,
  { nic }: NeededAddresses,
): LedgerRow {
  const { address, publicAddress, nic: known, ...rest } = row;
  const before = known === nic ? { address, publicAddress } : {};
  const now = { address: privateIp ?? before.address, publicAddress: publicIp ?? before.publicAddress };
  return {
    ...rest,
    ...(now.address === undefined ? {} : { address: now.address }),
    ...(now.publicAddress === undefined ? {} : { publicAddress: now.publicAddress }),
    ...(nic === undefined ? {} : { nic }),
  };
}

/** A member that is no more has none; the next look finds out. */
async function addressesOf(
  deps: Dependencies,
  { scaleSet }: LiveMember,
  { nic, isPublic }: NeededAddresses,
): Promise<Map<string, MachineAddresses>> {
  try {
    return await deps.scaleSets.addresses(scaleSet, { nic, isPublic });
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'scaleSetNotFound') return new Map();
    throw error;
  }
}
