import type { LedgerRow } from '../../contracts/ledger.ts';
import type { Problem } from '../../contracts/problem.ts';
import { isServed } from '../attention.ts';
import { isReady } from '../standing.ts';
import { namesOf } from '../wording.ts';

/** Machines that carry what they should and were well, until Octopus lost them: they would miss the next release. */
export function lostHealth(rows: LedgerRow[]): Problem[] {
  const lost = rows.filter(
    (row) => isReady(row) && row.target !== undefined && row.health === 'unhealthy' && isServed(row),
  );
  if (lost.length === 0) return [];
  return [
    {
      kind: 'Permanent',
      code: 'instanceNoLongerHealthy',
      message: `${namesOf(lost)} were healthy and are not any more, by the last health check.`,
      nextStep:
        'Look at that health check. Whether another certificate answers at the address is tried every ten minutes; a machine that was made anew is registered and deployed to again.',
    },
  ];
}
