import { ScaleSetId } from '../contracts/scale-set-id.ts';

const IN_SCALE_SET =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/virtualmachinescalesets\/[^/]+)(?:\/.*)?$/i;
const FLEXIBLE_VM =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/)virtualmachines\/([^/]+)_[0-9a-f]{8}$/i;

/**
 * The scale set that a resource belongs to: the set itself, anything below it, or a Flexible VM, whose name is the
 * set's plus eight hex digits. An instance may be attached under any name: then only a ledger can tell.
 */
export function scaleSetBehind(resourceId: string): string | undefined {
  const id = IN_SCALE_SET.exec(resourceId)?.[1] ?? namesake(resourceId);
  // A longer id than Azure gives out can belong to no fleet, and would not fit where hints are kept.
  return ScaleSetId.safeParse(id).data;
}

function namesake(resourceId: string): string | undefined {
  const vm = FLEXIBLE_VM.exec(resourceId);
  return vm ? `${vm[1]}virtualMachineScaleSets/${vm[2]}` : undefined;
}
