import type { LedgerRow, LedgerTarget } from '../../contracts/ledger.ts';

/** A target as far as a row remembers it. */
export interface Linkable {
  machineId: string;
  name: string;
  thumbprint?: string | undefined;
}

/**
 * The row with its target. A machine that shows another certificate than before was made anew: nothing that was
 * deployed to it before is on it any more.
 */
export function linkRow(
  row: LedgerRow,
  { machineId, name, thumbprint }: Linkable,
  { origin, at }: { origin: LedgerTarget['origin']; at: string },
): LedgerRow {
  const { unproven: _proven, ...rest } = row;
  const target = { machineId, name, origin, since: at, ...(thumbprint ? { thumbprint } : {}) };
  const known = knownThumbprint(row);
  const linked = { ...rest, target, ...(thumbprint ? { thumbprint } : {}) };
  return known && thumbprint && known !== thumbprint ? madeAnew(linked, at) : linked;
}

/** The certificate that the machine was last known to have, also when its target is no more. */
export function knownThumbprint({ target, thumbprint }: LedgerRow): string | undefined {
  return target?.thumbprint ?? thumbprint;
}

/** The row without its target, but with what it takes to know the machine again. */
export function unlinkRow(row: LedgerRow, reason: string): LedgerRow {
  const { target: _gone, ...rest } = row;
  const thumbprint = knownThumbprint(row);
  return { ...rest, ...(thumbprint ? { thumbprint } : {}), health: 'unknown', reason };
}

/** The row without a target that shows another certificate than it was linked with. */
export function unlinkOther(row: LedgerRow, name: string): LedgerRow {
  return unlinkRow(row, `${name} now stands for another machine, or for this one made anew`);
}

/** What was deployed before this moment is not on the machine any more. */
export function madeAnew(row: LedgerRow, at: string): LedgerRow {
  return { ...row, releases: {}, renewedAt: at, health: 'unknown' };
}
