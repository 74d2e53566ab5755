import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { inParallel } from '../activities/in-parallel.ts';
import type { Dependencies } from '../dependencies.ts';
import { ringOrRestart } from '../events/ring.ts';

/** Tells every fleet to look, so that a lost event costs minutes and never a machine; walks the same path as any hint. */
export function reconcileFleets(deps: Dependencies) {
  return async (_timer: unknown, context: InvocationContext): Promise<void> => {
    const receivedAt = deps.now().toISOString();
    const client = df.getClient(context);
    const hint = { id: `timer:${receivedAt}`, source: 'timer' as const, what: 'reconciliation', receivedAt };
    // One fleet that fails does not keep the others from being reconciled; the failed run shows it.
    await inParallel(await deps.stores.fleets.list(), async ({ name }) => {
      await deps.stores.hints.add(name, hint);
      await ringOrRestart(client, name);
    });
  };
}
