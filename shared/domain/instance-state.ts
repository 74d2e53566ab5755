import type { InstanceState } from '../contracts/ledger.ts';

/**
 * Where an instance stands, from ARM's provisioning state. `Updating` is not ready: after a scale-out instances read
 * Updating for a while although the scale set already says Succeeded (seen in recorded traffic).
 */
export function instanceState(provisioningState: string): Exclude<InstanceState, 'gone'> {
  switch (provisioningState.toLowerCase()) {
    case 'succeeded':
      return 'ready';
    case 'failed':
    case 'canceled':
      return 'failed';
    case 'deleting':
      return 'deleting';
    default:
      return 'creating';
  }
}
