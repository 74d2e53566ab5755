import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { count, namesOf } from '../../shared/domain/wording.ts';
import { type Note } from './fleet-context.ts';

/** Says which machines are not what they were: what was deployed to them is due again. */
export function notesOnRenewals(before: LedgerRow[], after: LedgerRow[]): Note[] {
  const known = new Map(before.map((row) => [row.vmId, row]));
  const anew = after.filter((row) => {
    const old = known.get(row.vmId);
    return old !== undefined && old.renewedAt !== row.renewedAt;
  });
  if (anew.length === 0) return [];
  const message = `${count(anew.length, 'instance')} made anew: ${namesOf(anew)}`;
  return [{ kind: 'machinesRenewed', message, reason: anew[0]?.reason ?? '' }];
}
