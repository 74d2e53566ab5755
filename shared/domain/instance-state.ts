import type { InstanceState } from '../contracts/ledger.ts';

interface Shown {
  provisioningState: string;
  power?: string | undefined;
}

const OFF = new Set(['deallocated', 'deallocating', 'stopped', 'stopping', 'hibernated', 'hibernating']);

/**
 * Where an instance stands, from ARM's provisioning state and power state. `Updating` is not ready: after a scale-out
 * instances read Updating for a while although the scale set already says Succeeded (seen in recorded traffic). One that
 * is off is no capacity and no failure, whether a person, a schedule, hibernation or the eviction of a spot VM did it.
 */
export function instanceState({ provisioningState, power = '' }: Shown): Exclude<InstanceState, 'gone'> {
  const state = provisioningState.toLowerCase();
  if (state === 'deleting') return 'deleting';
  if (state === 'failed' || state === 'canceled') return 'failed';
  if (OFF.has(power.toLowerCase())) return 'stopped';
  return state === 'succeeded' && power.toLowerCase() !== 'starting' ? 'ready' : 'creating';
}

/** In Azure's words, for people. */
export function shownState({ provisioningState, power = '' }: Shown): string {
  const isOdd = power !== '' && power.toLowerCase() !== 'running';
  return isOdd ? `${provisioningState}, VM ${power}` : provisioningState;
}
