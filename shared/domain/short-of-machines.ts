import type { FleetStatus } from '../contracts/fleet.ts';
import type { Problem } from '../contracts/problem.ts';
import { instanceState } from './instance-state.ts';
import type { Sighting } from './take-look.ts';
import { listed } from './wording.ts';

/** Scale sets that list fewer machines than they should have, since when, and what Azure said of them last. */
export type Short = NonNullable<FleetStatus['short']>[number];

/** What is remembered after a look at one of the scale sets; what is known of the others stays. */
export function shortAfterLook(known: Short[], sighting: Sighting): Short[] {
  const { member, capacity, instances, at, scaleSetState } = sighting;
  const others = known.filter((each) => each.member !== member);
  const staying = instances.filter((each) => instanceState(each) !== 'deleting').length;
  if (staying >= capacity) return others;
  const before = known.find((each) => each.member === member);
  // Not every look reads the scale set itself.
  const state = scaleSetState || before?.state || '';
  return [...others, { member, since: before?.since ?? at, listed: staying, capacity, state }];
}

/** For those that have been short for longer than anybody waits for machines. */
export function shortProblems(
  short: Short[],
  { at, patienceMinutes }: { at: string; patienceMinutes: number },
): Problem[] {
  const minutes = ({ since }: Short) => (Date.parse(at) - Date.parse(since)) / 60_000;
  const long = short.filter((each) => minutes(each) > patienceMinutes);
  if (long.length === 0) return [];
  const told = (each: Short) =>
    `${each.member.split('/').at(-1) ?? ''} has had ${each.listed} of ${each.capacity} instances since ${each.since} (${Math.floor(minutes(each))} min)${said(each)}`;
  const nextStep =
    'Look at the scale set’s activity log in Azure for why it makes no more (allocation, quota, a failed extension); make room, choose another size or zone, or lower the capacity. Until then no target is removed that a machine could be behind.';
  return [{ kind: 'Permanent', code: 'scaleSetShort', message: `${listed(long.map(told))}.`, nextStep }];
}

function said({ state }: Short): string {
  return state === '' ? '' : `; Azure says ${state}`;
}
