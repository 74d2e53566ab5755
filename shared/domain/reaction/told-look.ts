import type { Look } from '../../contracts/activities.ts';
import type { LedgerRow } from '../../contracts/ledger.ts';
import type { Told } from '../../contracts/timeline.ts';
import { isMissing, isPresent, isReady } from '../standing.ts';
import { count, namesOf } from '../wording.ts';

/** What a look changed. */
export function toldLook(before: LedgerRow[], after: LedgerRow[], look: Look): Told[] {
  const unchanged = new Set(before);
  const changed = after.filter((row) => !unchanged.has(row));
  const known = new Map(before.map((row) => [row.vmId, row]));
  const became = (state: LedgerRow['state']) =>
    changed.filter((row) => row.state === state && isPresent(row) && known.get(row.vmId)?.state !== state);
  const progress = look.waitingFor || `${look.ready} of ${look.capacity} instances are ready`;
  const missing = changed.filter(isMissing);
  return [
    ...told(
      { kind: 'instancesAppeared', words: 'new' },
      changed.filter((row) => !known.has(row.vmId)),
      progress,
    ),
    ...told({ kind: 'instancesReady', words: 'ready' }, changed.filter(isReady), progress),
    ...told(
      { kind: 'instancesFailed', words: 'failed' },
      changed.filter((row) => row.state === 'failed' && isPresent(row)),
      progress,
    ),
    ...told(
      { kind: 'instancesStopped', words: 'off' },
      became('stopped'),
      'no capacity until they run again',
    ),
    ...told({ kind: 'instancesMissing', words: 'missing' }, missing, missing[0]?.reason ?? progress),
    ...toldGone(changed),
    ...toldRenewals(known, after),
  ];
}

/** Of those that changed. */
export function toldGone(changed: LedgerRow[]): Told[] {
  const gone = changed.filter(({ state }) => state === 'gone');
  return told({ kind: 'instancesGone', words: 'gone' }, gone, gone[0]?.reason ?? '');
}

/** Which machines are not what they were: what was deployed to them is due again. */
function toldRenewals(known: Map<string, LedgerRow>, after: LedgerRow[]): Told[] {
  const anew = after.filter((row) => {
    const old = known.get(row.vmId);
    return old !== undefined && old.renewedAt !== row.renewedAt;
  });
  return told({ kind: 'machinesRenewed', words: 'made anew' }, anew, anew[0]?.reason ?? '');
}

function told(
  { kind, words }: { kind: Told['kind']; words: string },
  rows: LedgerRow[],
  reason: string,
): Told[] {
  if (rows.length === 0) return [];
  return [{ kind, message: `${count(rows.length, 'instance')} ${words}: ${namesOf(rows)}`, reason }];
}
