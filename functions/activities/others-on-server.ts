import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import type { Dependencies } from '../dependencies.ts';
import { inParallel } from './in-parallel.ts';

/** The other fleets on the fleet's Octopus server, and the targets that their ledgers link; one read for each of them. */
export async function othersOnServer(
  { stores }: Dependencies,
  { name, fleet }: NamedFleet,
): Promise<{ others: NamedFleet[]; claimed: Set<string> }> {
  const others = (await stores.fleets.list()).filter(
    (each) => each.name !== name && each.fleet.octopus.server === fleet.octopus.server,
  );
  const ledgers = await inParallel(others, (each) => stores.ledger.rows(each.name));
  return { others, claimed: new Set(ledgers.flat().flatMap(({ target }) => target?.machineId ?? [])) };
}
