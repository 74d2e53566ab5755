import type { LedgerRow } from '../contracts/ledger.ts';
import type { Member } from '../contracts/member.ts';

/** Whose machines are the fleet's now. */
export interface Members {
  /** What new revisions are made like, its id in lower case; rows of an earlier version that do not say where they were seen were seen in it. */
  base: string;
  /** The scale sets that are looked at; the base is among them unless it is only a template. */
  live: LiveMember[];
}

export interface LiveMember {
  /** The scale set's id in lower case, as rows and looks name it. */
  id: string;
  /** The same as it was given. */
  scaleSet: string;
}

const UNIFORM_INSTANCE = /^(.*\/virtualmachinescalesets\/[^/]+)\/virtualmachines\/[^/]+$/;

/** A scale set's id as rows and looks name it. */
export function memberId(scaleSetId: string): string {
  return scaleSetId.toLowerCase();
}

export function membersOf({ scaleSet }: { scaleSet: string }, members: Member[]): Members {
  return {
    base: memberId(scaleSet),
    live: members.map((each) => ({ id: memberId(each.scaleSet), scaleSet: each.scaleSet })),
  };
}

/** A scale set's name as people read it. */
export function memberName(member: string): string {
  return member.split('/').at(-1) ?? member;
}

/**
 * The scale set that a row was seen in. Rows written before that was noted tell it by their resource id, or else were
 * seen in the fleet's base of then: whoever points a fleet at another one notes it in them first (`withMember`).
 */
export function memberOf({ member, resourceId }: LedgerRow, base: string): string {
  return member ?? UNIFORM_INSTANCE.exec(resourceId.toLowerCase())?.[1] ?? memberId(base);
}

/** Rows of one scale set. */
export function ofMember(rows: LedgerRow[], scaleSetId: string, base = scaleSetId): LedgerRow[] {
  const member = memberId(scaleSetId);
  return rows.filter((row) => memberOf(row, base) === member);
}

/** Rows of the fleet's live members. */
export function ofMembers(rows: LedgerRow[], { base, live }: Members): LedgerRow[] {
  const ids = new Set(live.map(({ id }) => id));
  return rows.filter((row) => ids.has(memberOf(row, base)));
}

/** Rows of scale sets that are the fleet's no more. */
export function formerRows(rows: LedgerRow[], members: Members): LedgerRow[] {
  const own = new Set(ofMembers(rows, members));
  return rows.filter((row) => !own.has(row));
}

/** Rows with the scale set noted that they were seen in; those that have it are the same objects. */
export function withMember(rows: LedgerRow[], base: string): LedgerRow[] {
  return rows.map((row) => (row.member === undefined ? { ...row, member: memberOf(row, base) } : row));
}
