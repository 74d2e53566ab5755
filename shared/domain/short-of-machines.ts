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
  const now = { member, listed: staying, capacity, state };
  return [...others, { ...now, since: before?.since ?? at, sameSince: sameSince(before, now) ?? at }];
}

function sameSince(before: Short | undefined, now: Pick<Short, 'listed' | 'capacity'>): string | undefined {
  const isSame = before?.listed === now.listed && before.capacity === now.capacity;
  return isSame ? before.sameSince : undefined;
}

/**
 * Since when nobody has come to a scale set that is short: what was so before this reaction began is not waited for anew by
 * each one; what has moved since then counts from when this reaction first saw it short.
 */
export function shortSince(
  { sameSince }: Pick<Short, 'sameSince'>,
  { startedAt, seenSince, at }: { startedAt: string; seenSince: string | undefined; at: string },
): string {
  if (sameSince !== undefined && sameSince < startedAt) return sameSince;
  return seenSince !== undefined && seenSince >= startedAt ? seenSince : at;
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
