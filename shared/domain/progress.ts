import type { LedgerRow } from '../contracts/ledger.ts';
import { lateAmong } from './lateness.ts';
import type { Progress } from './next-look.ts';
import { isPresent } from './standing.ts';
import { instancesById, type Sighting } from './take-look.ts';

/** How far those that came since the reaction began have come, by the times that Azure tells. */
export function progressOf(
  rows: LedgerRow[],
  sighting: Sighting,
  startedAt: string,
): Omit<Progress, 'remainingCalls' | 'retryAfterSeconds'> {
  const late = new Set(lateAmong(rows, sighting.at).map(({ name }) => name));
  const came = rows.filter(
    (row) => isPresent(row) && row.firstSeen >= startedAt && row.state !== 'deleting' && !late.has(row.name),
  );
  const seen = instancesById(sighting.instances);
  const times = came
    .filter(({ state }) => state !== 'creating')
    .map((row) => seen.get(row.vmId)?.provisionedAt ?? row.stateSince ?? row.firstSeen);
  const staying = rows.filter((row) => isPresent(row) && row.state !== 'deleting').length;
  const coming = came.filter(({ state }) => state === 'creating');
  // Those that are not listed yet are still to come; the extras of over-provisioning need not be waited for.
  const goal = came.length + sighting.capacity - staying;
  // Some of the survivors are made and go on settling after the extras are gone: they are on their way as far as the others.
  const settling = coming.filter(isSettling).length;
  const share = staying > sighting.capacity ? times.length / Math.max(1, times.length + settling) : 1;
  return {
    startedAt: Date.parse(startedAt),
    now: Date.parse(sighting.at),
    finishedAt: times.map((time) => Date.parse(time)),
    goal: Math.max(0, Math.ceil(goal * share)),
    hasExtras: staying > sighting.capacity,
    onlySettling: coming.length > 0 && coming.every(isSettling),
  };
}

/** After a scale-out instances read Updating for a while although the scale set already says Succeeded. */
function isSettling({ provisioningState }: LedgerRow): boolean {
  return provisioningState.toLowerCase() === 'updating';
}
