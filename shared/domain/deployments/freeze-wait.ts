import type { LedgerRow } from '../../contracts/ledger.ts';
import type { Waiting } from '../../contracts/standstill.ts';
import { isReady } from '../standing.ts';
import { namesOf } from '../wording.ts';

/**
 * What the fleet waits for while deployment freezes hold: whose release, by which freeze, and when Octopus is asked again
 * (never long after a freeze has ended, and now and then before, since it may be lifted).
 */
export function freezeWait(rows: LedgerRow[]): Waiting | undefined {
  const held = rows.filter(isReady).flatMap((row) =>
    Object.values(row.releases)
      .filter(({ state, frozen }) => state === 'refused' && frozen)
      .map(({ message = '', retryAt = '' }) => ({ row, message, retryAt })),
  );
  const [until] = held.map(({ retryAt }) => retryAt).sort();
  if (until === undefined) return undefined;
  const reasons = [...new Set(held.map(({ message }) => message))].map((message) => {
    const rowsHeld = held.filter((each) => each.message === message).map(({ row }) => row);
    return `${namesOf(rowsHeld)} wait for ${message}`;
  });
  return { code: 'octopusDeploymentFreeze', reason: reasons.join(' '), until };
}
