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
  /** Some task of its registry is working on it. */
  isInProcess?: boolean;
}

/** As much of a target as tells whether it still is the Tentacle that it was linked as. */
export interface StandingTarget {
  machineId: string;
  thumbprint?: string | undefined;
}

/** Another certificate: it stands for another machine by now, or for this one made anew. */
export function isSameTentacle(
  { thumbprint: known }: Pick<StandingTarget, 'thumbprint'>,
  { thumbprint: shown }: Pick<StandingTarget, 'thumbprint'>,
): boolean {
  return !known || !shown || known === shown;
}

/** It is there, and the Tentacle that it was linked as. */
export function isStillIt(known: StandingTarget, seen: StandingTarget): boolean {
  return known.machineId === seen.machineId && isSameTentacle(known, seen);
}

/** Octopus's words: Healthy, HasWarnings, Unhealthy, Unavailable, Unknown. */
export function healthOf(status: string): LedgerRow['health'] {
  if (status === 'Healthy' || status === 'HasWarnings') return 'healthy';
  return status === 'Unhealthy' || status === 'Unavailable' ? 'unhealthy' : 'unknown';
}
