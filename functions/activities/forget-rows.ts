import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { namesOf } from '../../shared/domain/wording.ts';
import type { Dependencies } from '../dependencies.ts';
import { note } from './fleet-context.ts';

/** Of a fleet without Octopus: the ledger forgets these machines. Targets that they had, when it still had one, are not touched. */
export async function forgetRows(deps: Dependencies, occasion: Occasion, rows: LedgerRow[]): Promise<void> {
  const left = rows.flatMap(({ target }) => target ?? []);
  const message = `Leaves the targets ${namesOf(left)}`;
  const reason = 'the fleet has no Octopus any more; with it they would be known by their mark';
  await note(deps, occasion, left.length > 0 ? [{ kind: 'targetsLeft', message, reason }] : []);
  await deps.stores.ledger.remove(
    occasion.fleet,
    rows.map(({ vmId }) => vmId),
  );
}
