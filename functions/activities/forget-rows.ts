import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { toldLeft } from '../../shared/domain/targets/told.ts';
import type { Dependencies } from '../dependencies.ts';
import { note } from './fleet-context.ts';

/** Of a fleet without Octopus: the ledger forgets these machines. Targets that they had, when it still had one, are not touched. */
export async function forgetRows(deps: Dependencies, occasion: Occasion, rows: LedgerRow[]): Promise<void> {
  const left = rows.flatMap(({ target }) => target ?? []);
  await note(deps, occasion, toldLeft(left));
  await deps.stores.ledger.remove(
    occasion.fleet,
    rows.map(({ vmId }) => vmId),
  );
}
