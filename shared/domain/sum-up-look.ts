import type { Look, MemberMemory } from '../contracts/activities.ts';
import type { LedgerRow } from '../contracts/ledger.ts';
import { judgeLook, type Verdict } from './judge-look.ts';
import type { Unidentified } from './lateness.ts';
import { memberName, ofMember } from './members.ts';
import { secondsToNextLook } from './next-look.ts';
import { progressOf } from './progress.ts';
import { isMissing, isPresent } from './standing.ts';
import { type Short, shortSince } from './short-of-machines.ts';
import { contradictionIn, doubtAbout, type Sighting } from './take-look.ts';
import { unregistered } from './unregistered.ts';

/** What a look showed of one member, and what ARM said of its limits. */
export interface MemberSight {
  sighting: Sighting;
  budget: { remaining?: number; retryAfterSeconds?: number };
}

/** What is known beside the lists. */
export interface Beside {
  /** When the reaction began, and when this look was taken (ISO 8601). */
  startedAt: string;
  at: string;
  unidentified: Unidentified[];
  /** Members that are short of machines, and since when they are so. */
  short?: Short[];
  /** What the look before found out. */
  members?: MemberMemory[] | undefined;
}

interface Judged extends Verdict {
  member: string;
  memory: MemberMemory;
  nextInSeconds: number;
  retryAfterSeconds: number;
}

/** With nobody to look at: no sooner than anything else would be looked at again. */
const NOBODY_SECONDS = 60;

/**
 * What the sights of all members come to, over the rows that they made of them. Each is judged by its own list; one that is
 * waited for makes the fleet wait, and who is counted is counted in all.
 */
export function sumUpLook(
  rows: LedgerRow[],
  sights: MemberSight[],
  beside: Beside,
): Omit<Look, 'membership'> {
  const judged = sights.map((sight) => judge(ofMember(rows, sight.sighting.member), sight, beside));
  const waiting = judged.filter(({ waitingFor }) => waitingFor !== '');
  const next = (waiting.length > 0 ? waiting : judged).map(({ nextInSeconds }) => nextInSeconds);
  return {
    at: beside.at,
    ...countsIn(sights, judged),
    unregistered: unregistered(rows).length,
    newcomers: rows.filter((row) => isPresent(row) && row.firstSeen >= beside.startedAt).length,
    missing: rows.filter(isMissing).length,
    members: judged.map(({ memory }) => memory),
    waitingFor: told(judged, ({ waitingFor }) => waitingFor).join('; '),
    left: told(judged, ({ left }) => left).join(' and '),
    trustworthy: sights.every(({ sighting }) => doubtAbout(sighting) === undefined),
    contradicted: sights.some(({ sighting }) => contradictionIn(sighting)),
    nextInSeconds: next.length > 0 ? Math.min(...next) : NOBODY_SECONDS,
    retryAfterSeconds: Math.max(0, ...judged.map(({ retryAfterSeconds }) => retryAfterSeconds)),
  };
}

function judge(rows: LedgerRow[], { sighting, budget }: MemberSight, beside: Beside): Judged {
  const { member, at, capacity, instances } = sighting;
  const { startedAt } = beside;
  const seenSince = beside.members?.find((each) => each.member === member)?.shortSince;
  const known = beside.short?.find((each) => each.member === member) ?? {};
  const short =
    instances.length < capacity ? { shortSince: shortSince(known, { startedAt, seenSince, at }) } : {};
  const listed = new Set(instances.map(({ resourceId }) => resourceId));
  const unidentified = beside.unidentified.filter(({ resourceId }) => listed.has(resourceId));
  const { retryAfterSeconds = 0, remaining } = budget;
  const progress = { ...progressOf(rows, sighting, startedAt), retryAfterSeconds };
  return {
    ...judgeLook(rows, sighting, { startedAt, unidentified, ...short }),
    member,
    memory: { member, capacity, ...short },
    nextInSeconds: secondsToNextLook(
      remaining === undefined ? progress : { ...progress, remainingCalls: remaining },
    ),
    retryAfterSeconds,
  };
}

type Counts = Pick<Look, 'capacity' | 'listed' | 'ready' | 'failed' | 'stopped' | 'leaving'>;

function countsIn(sights: MemberSight[], judged: Judged[]): Counts {
  const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);
  const heads = (which: keyof Verdict['heads']) => sum(judged.map((each) => each.heads[which]));
  return {
    capacity: sum(sights.map(({ sighting }) => sighting.capacity)),
    listed: heads('listed'),
    ready: heads('ready'),
    failed: heads('failed'),
    stopped: heads('stopped'),
    leaving: heads('leaving'),
  };
}

/** Of several members it must be said which one is meant. */
function told(judged: Judged[], what: (one: Judged) => string): string[] {
  const spoken = judged.filter((each) => what(each) !== '');
  return spoken.map((each) => (judged.length > 1 ? `${memberName(each.member)}: ${what(each)}` : what(each)));
}
