import type { LedgerRow, LedgerTarget } from '../../contracts/ledger.ts';
import { isReady } from '../standing.ts';
import { instancesById, type SeenInstance, type Sighting } from '../take-look.ts';
import { madeAnew } from './link-row.ts';

/**
 * Notices which machines were made anew under their vmId: reimaged or with another disk, the system disk is another, or the
 * machine counts as created at another time. What had been deployed to them is gone, and their target may not be theirs any more.
 * `before` are the rows as they were before the look, `after` those it made of them.
 */
export function noticeRenewals(before: LedgerRow[], after: LedgerRow[], sighting: Sighting): LedgerRow[] {
  const seen = instancesById(sighting.instances);
  const known = new Map(before.map((row) => [row.vmId, row]));
  return after.map((row) => {
    const instance = seen.get(row.vmId);
    if (!instance) return row;
    const old = known.get(row.vmId);
    if (!old) return sinceItsCreation(row, instance);
    const what = whatIsAnew(old, instance);
    if (what) return renewed(row, instance, { at: sighting.at, what });
    return remembering(row, instance);
  });
}

/** Deployments from before a machine was there reached another one under the same target. */
function sinceItsCreation(row: LedgerRow, { createdAt }: SeenInstance): LedgerRow {
  return createdAt === undefined ? row : { ...row, renewedAt: createdAt };
}

function whatIsAnew(old: LedgerRow, { disk, createdAt }: SeenInstance): string | undefined {
  if (disk && old.disk && disk !== old.disk) return 'its system disk is another';
  const [then, now] = [Date.parse(old.createdAt ?? ''), Date.parse(createdAt ?? '')];
  return Number.isFinite(then) && Number.isFinite(now) && then !== now ? 'Azure created it anew' : undefined;
}

function renewed(
  row: LedgerRow,
  instance: SeenInstance,
  { at, what }: { at: string; what: string },
): LedgerRow {
  return {
    ...remembering(madeAnew(row, at), instance),
    ...(row.target ? { unproven: true } : {}),
    // Its time to register, or to become healthy, begins once more.
    ...(row.state === 'ready' ? { readySince: at } : {}),
    reason: `made anew: ${what}`,
  };
}

/** Rows of an earlier version do not know these yet; whoever does keeps being the same object. */
function remembering(row: LedgerRow, { disk, createdAt }: SeenInstance): LedgerRow {
  const newDisk = disk && disk !== row.disk ? { disk } : undefined;
  const newTime = createdAt && createdAt !== row.createdAt ? { createdAt } : undefined;
  return newDisk || newTime ? { ...row, ...newDisk, ...newTime } : row;
}

const UNHEALTHY_FOR_MINUTES = 10;

/**
 * Registered machines that may not be the ones that their targets stand for: they were busy since (reimaged, perhaps), or
 * Octopus does not reach them. Whether another certificate answers at the address tells.
 */
export function suspects(rows: LedgerRow[], at: string): LedgerRow[] {
  return rows.filter((row) => {
    if (!isReady(row) || row.unproven) return false;
    return row.target !== undefined && isSuspect(row, row.target, at);
  });
}

function isSuspect(
  { health, readySince = '', ...row }: LedgerRow,
  target: LedgerTarget,
  at: string,
): boolean {
  const proven = target.provenAt ?? target.since;
  if (readySince > proven) return true;
  const { registrationTriedAt: tried = '' } = row;
  const last = Date.parse(tried > proven ? tried : proven);
  return health === 'unhealthy' && Date.parse(at) - last >= UNHEALTHY_FOR_MINUTES * 60_000;
}
