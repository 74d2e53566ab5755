import type { LedgerRow } from '../../contracts/ledger.ts';

/** A deployment target as its registry shows it. */
export interface SeenTarget {
  machineId: string;
  name: string;
  roles: string[];
  thumbprint?: string;
  /** `https://10.0.0.7:10933/` (listening) or `poll://.../`. */
  uri?: string;
  /** Healthy, Unavailable, Unknown, HasWarnings, Unhealthy. */
  healthStatus: string;
  /** Switched off: nothing is deployed to it. */
  isDisabled?: boolean;
}

/** Octopus's words: Healthy, HasWarnings, Unhealthy, Unavailable, Unknown. */
export function healthOf(status: string): LedgerRow['health'] {
  if (status === 'Healthy' || status === 'HasWarnings') return 'healthy';
  return status === 'Unhealthy' || status === 'Unavailable' ? 'unhealthy' : 'unknown';
}
