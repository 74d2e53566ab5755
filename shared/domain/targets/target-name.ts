import type { LedgerRow } from '../../contracts/ledger.ts';

/**
 * The name a machine is registered under: its host name for people, the head of its vmId so that a replacement with
 * the same host name is another target, and so that registering twice finds the first registration again (rule 3).
 */
export function targetName({
  computerName,
  name,
  vmId,
}: Pick<LedgerRow, 'computerName' | 'name' | 'vmId'>): string {
  return `${computerName || name}-${vmId.slice(0, 8)}`.toLowerCase();
}
