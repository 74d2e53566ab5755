import type { LedgerRow } from '../../contracts/ledger.ts';
import { unlinkOther } from './link-row.ts';
import { healthOf, isSameTentacle, type SeenTarget } from './seen-target.ts';

/** The row after a health check of its target; `seen` is the target as it is now. */
export function checkedHealth(row: LedgerRow, seen: SeenTarget | undefined): LedgerRow {
  // Whoever was checked is not whom this row stands for: the next look at the targets says who it is.
  if (row.target && seen && !isSameTentacle(row.target, seen)) return unlinkOther(row, row.target.name);
  return asFound(row, seen?.healthStatus ?? 'Unknown');
}

function asFound(row: LedgerRow, said: string): LedgerRow {
  const { checkDue, check, unproven, ...rest } = row;
  const health = healthOf(said);
  const reason = health === row.health ? row.reason : `its health is ${said}`;
  const stillDue = checkDue && health !== 'healthy' ? { checkDue } : {};
  // Octopus trusts no other certificate than the target's: who is found healthy is the very machine.
  const stillUnproven = unproven && health !== 'healthy' ? { unproven } : {};
  const closed = check ? { check: { ...check, isOpen: false } } : {};
  return { ...rest, ...stillDue, ...stillUnproven, ...closed, health, reason };
}
