import { hasTargets, type NamedFleet } from '../../shared/contracts/fleet.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Targeting } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';

/** The other fleets on the fleet's Octopus server, and the targets that their ledgers link; one read for each of them. */
export async function othersOnServer(
  { stores }: Dependencies,
  { name, fleet }: Targeting,
): Promise<{ others: NamedFleet[]; claimed: Set<string> }> {
  const others = (await stores.fleets.list()).filter(
    (each) => each.name !== name && hasTargets(each) && each.fleet.octopus.server === fleet.octopus.server,
  );
  const ledgers = await inParallel(others, (each) => stores.ledger.rows(each.name));
  return { others, claimed: new Set(ledgers.flat().flatMap(({ target }) => target?.machineId ?? [])) };
}
