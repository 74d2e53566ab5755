import type { LedgerRow } from '../contracts/ledger.ts';
import type { Problem } from '../contracts/problem.ts';
import { shownState } from './instance-state.ts';
import { isPresent } from './standing.ts';
import { listed } from './wording.ts';

/** Alone, or when all that came with it are as slow: provisioning takes seconds to a few minutes. */
const ALONE_SECONDS = 10 * 60;
/** Deletions take seconds (3 to 25 were recorded). */
const LEAVING_SECONDS = 5 * 60;
/** Beyond twice the time of the slowest that came with it, at least so much. */
const BEHIND_THE_OTHERS_SECONDS = 120;
/** Azure gives an instance its vmId when it creates it. */
const WITHOUT_ID_SECONDS = 120;
/** Instances that were first seen within this time of each other came together. */
const TOGETHER_SECONDS = 90;

/** An instance that Azure lists without a vmId: nobody can say who it is, so it has no row in the ledger. */
export interface Unidentified {
  resourceId: string;
  name: string;
  /** ISO 8601. */
  since: string;
}

/** An instance that takes longer than it should: nobody waits for it any more, and a person is told. */
export interface Late {
  name: string;
  since: string;
  what: string;
}

/** Those that have been coming, or leaving, for longer than the others would lead one to expect. */
export function lateAmong(rows: LedgerRow[], at: string): Late[] {
  const present = rows.filter(isPresent);
  return present
    .filter(({ state }) => state === 'creating' || state === 'deleting')
    .filter((row) => secondsSince(sinceOf(row), at) > patienceWith(row, present))
    .map((row) => ({ name: row.name, since: sinceOf(row), what: shownState(row) }));
}

export function lateUnidentified(unidentified: Unidentified[], at: string): Unidentified[] {
  return unidentified.filter(({ since }) => secondsSince(since, at) > WITHOUT_ID_SECONDS);
}

/** How long instances that are not listed yet may take, when those that came already took so long. */
export function patienceWithUnlisted(rows: LedgerRow[], startedAt: string): number {
  const came = rows.filter((row) => isPresent(row) && row.firstSeen >= startedAt);
  return patienceAfter(came.flatMap(secondsToReady));
}

function patienceWith(row: LedgerRow, present: LedgerRow[]): number {
  if (row.state === 'deleting') return LEAVING_SECONDS;
  const others = present.filter(
    ({ vmId, firstSeen }) =>
      vmId !== row.vmId && Math.abs(secondsSince(firstSeen, row.firstSeen)) <= TOGETHER_SECONDS,
  );
  return patienceAfter(others.flatMap(secondsToReady));
}

function patienceAfter(others: number[]): number {
  if (others.length === 0) return ALONE_SECONDS;
  const slowest = Math.max(...others);
  return Math.min(ALONE_SECONDS, Math.max(2 * slowest, slowest + BEHIND_THE_OTHERS_SECONDS));
}

/** Counted from its creation. Whoever was ready at first sight, and made nobody knows when, tells nothing. */
function secondsToReady({ firstSeen, createdAt = firstSeen, readySince = firstSeen }: LedgerRow): number[] {
  return readySince === createdAt ? [] : [Math.max(0, secondsSince(createdAt, readySince))];
}

function sinceOf(row: LedgerRow): string {
  return row.stateSince ?? row.readySince ?? row.firstSeen;
}

/** What a person should know of them: who, since when, and what Azure says. */
export function latenessProblems(
  { rows, unidentified }: { rows: LedgerRow[]; unidentified: Unidentified[] },
  at: string,
): Problem[] {
  const late = lateAmong(rows, at);
  const nameless = lateUnidentified(unidentified, at);
  return [
    ...(late.length === 0
      ? []
      : [
          attention('instanceStuck', {
            message: `${listed(late.map((each) => told(each, at)))}; the others go on without.`,
            nextStep: 'Look at its status in Azure; delete or reimage it when it does not move.',
          }),
        ]),
    ...(nameless.length === 0
      ? []
      : [
          attention('instanceWithoutVmId', {
            message: `${listed(nameless.map((each) => told({ ...each, what: 'listed without a vmId' }, at)))}: nobody can say who it is, so nothing is done with it.`,
            nextStep: 'Look at it in Azure; delete it when it stays like this.',
          }),
        ]),
  ];
}

/** The codes of the problems above, which come and go with every look. */
export const LATENESS_CODES = ['instanceStuck', 'instanceWithoutVmId'];

function attention(code: string, { message, nextStep }: Pick<Problem, 'message' | 'nextStep'>): Problem {
  return { kind: 'Permanent', code, message, nextStep };
}

function told({ name, since, what }: Late, at: string): string {
  return `${name} is ${what} since ${since} (${Math.floor(secondsSince(since, at) / 60)} min)`;
}

function secondsSince(since: string, at: string): number {
  return (Date.parse(at) - Date.parse(since)) / 1000;
}
