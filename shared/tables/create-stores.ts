import type { Stores } from '../ports/stores.ts';
import { createFleets } from './fleet-store.ts';
import { createHintInbox } from './hint-store.ts';
import { createLedger } from './ledger-store.ts';
import { createQuarantinedEvents } from './quarantine-store.ts';
import { createReactions } from './reaction-store.ts';
import { createRollouts } from './rollout-store.ts';
import type { RowStore } from './row-store.ts';
import { createTimeline } from './timeline-store.ts';

/**
 * All of the app's own state over one row store, be it Azure Tables or SQLite. Values are read by their contracts
 * (`parseStored`); failures are `ProblemError`s.
 */
export function createStores(rows: RowStore): Stores {
  return {
    fleets: createFleets(rows),
    hints: createHintInbox(rows),
    ledger: createLedger(rows),
    timeline: createTimeline(rows),
    reactions: createReactions(rows),
    rollouts: createRollouts(rows),
    quarantine: createQuarantinedEvents(rows),
  };
}
