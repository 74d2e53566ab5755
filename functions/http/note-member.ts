import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import { withMember } from '../../shared/domain/members.ts';
import type { Dependencies } from '../dependencies.ts';

/** Before a fleet leaves its scale set: its rows of before that was noted keep saying in which one they were seen. */
export async function noteMember({ stores }: Dependencies, { name, fleet }: NamedFleet): Promise<void> {
  const rows = await stores.ledger.rows(name);
  const changed = withMember(rows, fleet.scaleSet).filter((row, index) => row !== rows[index]);
  if (changed.length > 0) await stores.ledger.save(name, changed);
}
