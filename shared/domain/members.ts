import type { LedgerRow } from '../contracts/ledger.ts';

const UNIFORM_INSTANCE = /^(.*\/virtualmachinescalesets\/[^/]+)\/virtualmachines\/[^/]+$/;

/** A scale set's id as rows and looks name it. */
export function memberId(scaleSetId: string): string {
  return scaleSetId.toLowerCase();
}

/**
 * The scale set that a row was seen in. Rows written before that was noted tell it by their resource id, or else were
 * seen in the fleet's scale set of then: whoever points a fleet at another one notes it in them first (`withMember`).
 */
export function memberOf({ member, resourceId }: LedgerRow, current: string): string {
  return member ?? UNIFORM_INSTANCE.exec(resourceId.toLowerCase())?.[1] ?? memberId(current);
}

/** Rows of the fleet's scale set, without those of scale sets it was pointed at before. */
export function ofMember(rows: LedgerRow[], scaleSetId: string): LedgerRow[] {
  const member = memberId(scaleSetId);
  return rows.filter((row) => memberOf(row, scaleSetId) === member);
}

/** Rows with the scale set noted that they were seen in; those that have it are the same objects. */
export function withMember(rows: LedgerRow[], scaleSetId: string): LedgerRow[] {
  return rows.map((row) => (row.member === undefined ? { ...row, member: memberOf(row, scaleSetId) } : row));
}
