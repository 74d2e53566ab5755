import type { LedgerRow } from '../contracts/ledger.ts';
import { instancesById, type Sighting } from './take-look.ts';

/** Counts over the instances that Azure listed. */
export interface Headcount {
  listed: number;
  ready: number;
  failed: number;
  pending: number;
}

export function headcount(rows: LedgerRow[], sighting: Sighting): Headcount {
  const listed = instancesById(sighting.instances);
  const present = rows.filter((row) => listed.has(row.vmId));
  const ready = present.filter((row) => row.state === 'ready').length;
  const failed = present.filter((row) => row.state === 'failed').length;
  // Instances without a vmId have no row; nobody knows yet what they are, so they count as pending.
  return {
    listed: sighting.instances.length,
    ready,
    failed,
    pending: sighting.instances.length - ready - failed,
  };
}

/**
 * What the scale set still lacks until every VM is really there; empty when nothing (R2).
 * A Failed scale set is at rest too: waiting longer changes nothing, its instances tell the rest.
 */
export function waitingFor(sighting: Sighting, { listed, pending }: Headcount): string {
  const { capacity, scaleSetState } = sighting;
  if (listed < capacity) return `${capacity - listed} of ${capacity} instances are not listed yet`;
  if (pending > 0) return `${pending} of ${listed} instances are not provisioned yet`;
  if (!['succeeded', 'failed'].includes(scaleSetState.toLowerCase()))
    return `the scale set is ${scaleSetState}`;
  return '';
}
