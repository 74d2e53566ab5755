import type { Look } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { isMissing, isPresent, isReady } from '../../shared/domain/standing.ts';
import { count, namesOf } from '../../shared/domain/wording.ts';
import { type Note } from './fleet-context.ts';

/** What a look changed, for the fleet's story. */
export function notesOnLook(before: LedgerRow[], after: LedgerRow[], look: Look): Note[] {
  const unchanged = new Set(before);
  const changed = after.filter((row) => !unchanged.has(row));
  const known = new Map(before.map((row) => [row.vmId, row]));
  const became = (state: LedgerRow['state']) =>
    changed.filter((row) => row.state === state && isPresent(row) && known.get(row.vmId)?.state !== state);
  const progress = look.waitingFor || `${look.ready} of ${look.capacity} instances are ready`;
  const kinds: [string, string, LedgerRow[], (string | undefined)?][] = [
    ['instancesAppeared', 'new', changed.filter((row) => !known.has(row.vmId))],
    ['instancesReady', 'ready', changed.filter(isReady)],
    ['instancesFailed', 'failed', changed.filter((row) => row.state === 'failed' && isPresent(row))],
    ['instancesStopped', 'off', became('stopped'), 'no capacity until they run again'],
    ['instancesMissing', 'missing', changed.filter(isMissing), changed.find(isMissing)?.reason],
    ...gone(changed),
  ];
  return kinds
    .filter(([, , rows]) => rows.length > 0)
    .map(([kind, word, rows, reason]) => ({
      kind,
      message: `${count(rows.length, 'instance')} ${word}: ${namesOf(rows)}`,
      reason: reason ?? progress,
    }));
}

function gone(changed: LedgerRow[]): [string, string, LedgerRow[], (string | undefined)?][] {
  const rows = changed.filter(({ state }) => state === 'gone');
  return [['instancesGone', 'gone', rows, rows[0]?.reason]];
}
