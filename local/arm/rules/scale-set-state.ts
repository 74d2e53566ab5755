import type { OperationRecord, ScaleSetRecord } from '../records.ts';
import type { Store } from '../store/store.ts';
import { reached } from '../times.ts';

/** What the set's own provisioningState reads, from its last operation. */
export function scaleSetState(
  scaleSet: ScaleSetRecord,
  operation: OperationRecord | undefined,
  now: number,
): string {
  if (operation && !reached(operation.endsAt, now)) return scaleSet.state;
  return operation?.error ? 'Failed' : 'Succeeded';
}

export function stateOf(store: Store, scaleSet: ScaleSetRecord, now: number): string {
  return scaleSetState(scaleSet, store.operations.get(scaleSet.operation), now);
}

/** A deleted set is gone as soon as its delete operation has succeeded. */
export function isDeleted(store: Store, scaleSet: ScaleSetRecord, now: number): boolean {
  if (scaleSet.state !== 'Deleting') return false;
  const operation = store.operations.get(scaleSet.operation);
  return operation === undefined || (reached(operation.endsAt, now) && !operation.error);
}

export function isBeingDeleted(store: Store, scaleSet: ScaleSetRecord, now: number): boolean {
  return scaleSet.state === 'Deleting' && stateOf(store, scaleSet, now) === 'Deleting';
}

export function isFlexible(scaleSet: ScaleSetRecord): boolean {
  return scaleSet.properties.orchestrationMode === 'Flexible';
}
