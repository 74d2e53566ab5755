import type { LedgerRow } from '../contracts/ledger.ts';
import { lateAmong, lateUnidentified, patienceWithUnlisted, type Unidentified } from './lateness.ts';
import { instancesById, type Sighting } from './take-look.ts';
import { listed } from './wording.ts';

/** Counts over the instances that Azure listed. */
export interface Headcount {
  listed: number;
  ready: number;
  failed: number;
  /** Off: no capacity, and not waited for. */
  stopped: number;
  /** Being deleted: not waited for by those who stay. */
  leaving: number;
  /** Neither of these, those without a vmId included. */
  pending: number;
}

export function headcount(rows: LedgerRow[], sighting: Sighting): Headcount {
  const seen = instancesById(sighting.instances);
  const present = rows.filter((row) => seen.has(row.vmId));
  const counted = (state: LedgerRow['state']) => present.filter((row) => row.state === state).length;
  const [ready, failed, stopped, leaving] = [
    counted('ready'),
    counted('failed'),
    counted('stopped'),
    counted('deleting'),
  ];
  // Instances without a vmId have no row; nobody knows yet what they are, so they count as pending.
  const pending = sighting.instances.length - ready - failed - stopped - leaving;
  return { listed: sighting.instances.length, ready, failed, stopped, leaving, pending };
}

/** What is known beside the list. */
export interface Memory {
  unidentified: Unidentified[];
  /** When the reaction began, and since when fewer are listed than there should be (ISO 8601). */
  startedAt: string;
  shortSince?: string;
}

export interface Verdict {
  heads: Headcount;
  /** What the scale set still lacks until every VM is really there that the others wait for; empty when nothing (R2). */
  waitingFor: string;
  /** Who is not waited for any more, in words; empty when nobody. */
  left: string;
}

/** Lists lag behind for some seconds, not for minutes. */
const LIST_LAG_SECONDS = 120;

/**
 * Judges whether all are there. One that is late, off, failed or leaving delays only itself: the verdict is about the
 * others. The scale set's own state says something only while it lists more, or fewer, than it should have.
 */
export function judgeLook(rows: LedgerRow[], sighting: Sighting, memory: Memory): Verdict {
  const heads = headcount(rows, sighting);
  const late = lateAmong(rows, sighting.at).filter(({ what }) => !what.startsWith('Deleting'));
  const nameless = lateUnidentified(memory.unidentified, sighting.at);
  const names = [...late, ...nameless].map(({ name }) => name);
  const staying = heads.listed - heads.leaving;
  const [missing, extra] = [sighting.capacity - staying, staying - sighting.capacity];
  const isLost = missing > 0 && isOverdue(rows, sighting, memory);
  return {
    heads,
    waitingFor: lacking({ heads, missing, extra, isLost, late: names.length }, sighting),
    left: [
      ...(names.length > 0 ? [`${listed(names)} (late)`] : []),
      ...(isLost ? [`${missing} of ${sighting.capacity} instances (not listed)`] : []),
    ].join(' and '),
  };
}

interface Lacks {
  heads: Headcount;
  missing: number;
  extra: number;
  isLost: boolean;
  late: number;
}

function lacking({ heads, missing, extra, isLost, late }: Lacks, sighting: Sighting): string {
  const { capacity, scaleSetState } = sighting;
  if (missing > 0 && !isLost) return `${missing} of ${capacity} instances are not listed yet`;
  const coming = heads.pending - late;
  if (coming > 0) return `${coming} of ${heads.listed} instances are not provisioned yet`;
  // Over-provisioning takes the extras away when the scale set comes to rest.
  if (extra > 0 && late === 0 && !isAtRest(sighting))
    return `the scale set is ${scaleSetState || 'Updating'}`;
  return '';
}

/** A failed scale set is at rest too: waiting longer changes nothing, its instances tell the rest. */
function isAtRest({ scaleSetState }: Sighting): boolean {
  return ['succeeded', 'failed'].includes(scaleSetState.toLowerCase());
}

/** Nobody else is coming, or not as soon as the others did. */
function isOverdue(rows: LedgerRow[], sighting: Sighting, { startedAt, shortSince }: Memory): boolean {
  const state = sighting.scaleSetState.toLowerCase();
  const dead = rows.filter((row) => row.missingSince !== undefined).length;
  const missing = sighting.capacity - sighting.instances.length;
  // A replacement would be listed like any newcomer.
  if (state === 'failed' || dead >= missing) return true;
  const seconds = (Date.parse(sighting.at) - Date.parse(shortSince ?? sighting.at)) / 1000;
  const isGrowing = rows.some((row) => row.firstSeen >= startedAt) && state !== 'succeeded';
  return seconds > (isGrowing ? patienceWithUnlisted(rows, startedAt) : LIST_LAG_SECONDS);
}
