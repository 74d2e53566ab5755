import type { InvocationContext, Timer } from '@azure/functions';
import { hasItsTurn } from '../../shared/domain/reconcile-turn.ts';
import { inParallel } from '../activities/in-parallel.ts';
import type { Dependencies } from '../dependencies.ts';
import { clientOf, tellFleet } from '../inbox/tell-fleet.ts';
import { freeIfStalled } from '../progress/fleet-progress.ts';

/**
 * Tells every fleet whose turn it is to look, so that a lost event costs minutes and never a machine; walks the same path as
 * any hint. However often it runs, each fleet has its turn once a period; after a pause of a period or more all have it.
 */
export function reconcileFleets(deps: Dependencies) {
  return async (timer: Timer, context: InvocationContext): Promise<void> => {
    const now = deps.now();
    const span = { since: lastRunOf(timer), until: now.getTime() };
    const fleets = await deps.stores.fleets.list();
    const due = fleets.filter(({ name }) => hasItsTurn(name, span, deps.reconcileMinutes * 60_000));
    const receivedAt = now.toISOString();
    const hint = { id: `timer:${receivedAt}`, source: 'timer' as const, what: 'reconciliation', receivedAt };
    const client = clientOf(context);
    // One fleet that fails does not keep the others from being reconciled; the failed run shows it.
    await inParallel(due, async ({ name }) => {
      await tellFleet(deps, client, { fleet: name, hint });
      await freeIfStalled(deps, client(), name);
    });
  };
}

/** When it last was due; before all time for the first time, so that everybody has a turn. */
function lastRunOf({ scheduleStatus }: Partial<Timer>): number {
  const last = Date.parse(scheduleStatus?.last ?? '');
  return Number.isNaN(last) ? -Infinity : last;
}
