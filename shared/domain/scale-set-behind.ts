const IN_SCALE_SET =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/virtualmachinescalesets\/[^/]+)(?:\/.*)?$/i;
const FLEXIBLE_VM =
  /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/microsoft\.compute\/)virtualmachines\/([^/]+)_[0-9a-f]{8}$/i;

/**
 * The scale set that a resource belongs to: the set itself, anything below it, or a Flexible VM, whose name is the
 * set's plus eight hex digits (an instance may be attached under any name, but then the timer finds it: this is only
 * a hint).
 */
export function scaleSetBehind(resourceId: string): string | undefined {
  const uniform = IN_SCALE_SET.exec(resourceId);
  if (uniform) return uniform[1];
  const flexible = FLEXIBLE_VM.exec(resourceId);
  return flexible ? `${flexible[1]}virtualMachineScaleSets/${flexible[2]}` : undefined;
}
