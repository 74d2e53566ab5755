import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import { targetSettings } from '../../shared/domain/targets/target-settings.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Targeting } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';

/** The other fleets at the fleet's registry, and the targets that their ledgers link; one read for each of them. */
export async function othersOnServer(
  { stores }: Dependencies,
  { name, settings }: Targeting,
): Promise<{ others: NamedFleet[]; claimed: Set<string> }> {
  const others = (await stores.fleets.list()).filter(
    (each) => each.name !== name && targetSettings(each.fleet)?.registry === settings.registry,
  );
  const ledgers = await inParallel(others, (each) => stores.ledger.rows(each.name));
  return { others, claimed: new Set(ledgers.flat().flatMap(({ target }) => target?.machineId ?? [])) };
}
