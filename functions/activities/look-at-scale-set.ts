import { createHash } from 'node:crypto';
import type { Activities, Look } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { judgeLook, type Memory, type Verdict } from '../../shared/domain/judge-look.ts';
import { memberId, ofMember, withMember } from '../../shared/domain/members.ts';
import { secondsToNextLook } from '../../shared/domain/next-look.ts';
import { progressOf } from '../../shared/domain/progress.ts';
import { isMissing, isPresent } from '../../shared/domain/standing.ts';
import {
  contradictionIn,
  doubtAbout,
  lastReadyAt,
  rowsAfterLook,
  type Sighting,
} from '../../shared/domain/take-look.ts';
import { noticeRenewals } from '../../shared/domain/targets/renewal.ts';
import { unregistered } from '../../shared/domain/unregistered.ts';
import type { Activity } from './answering.ts';
import { loadFleet, note, saveChanged, updateReaction } from './fleet-context.ts';
import { rememberLate } from './fleet-status.ts';
import { momentOfLook } from './moment-of-look.ts';
import { seeScaleSet, type Seen } from './see-scale-set.ts';
import { notesOnLook } from './told-look.ts';
import { notesOnRenewals } from './told-renewals.ts';

type Input = Activities['lookAtScaleSet']['input'];

/** Lists the instances, brings the ledger up to date and answers the counts. One ARM call per page, and one for the set when it matters. */
export const lookAtScaleSet: Activity<'lookAtScaleSet'> = async (deps, input) => {
  const named = await loadFleet(deps, input.fleet);
  const at = momentOfLook(deps, input);
  const member = memberId(named.fleet.scaleSet);
  const stored = await deps.stores.ledger.rows(input.fleet);
  const before = withMember(stored, member);
  const seen = await seeScaleSet(deps, named, { ...input, at, rows: ofMember(before, member) });
  const after = noticeRenewals(before, rowsAfterLook(before, seen.sighting), seen.sighting);
  const rows = ofMember(after, member);
  const patienceMinutes = named.fleet.wait.deadlineMinutes;
  const unidentified = await rememberLate(deps, input.fleet, { ...seen, rows, patienceMinutes });
  const look = lookOf(rows, seen, memoryOf(input, seen.sighting, unidentified));
  await note(deps, { ...input, at }, [
    ...notesOnLook(before, after, look),
    ...notesOnRenewals(before, after),
  ]);
  const { capacity, listed, ready, failed } = look;
  const last = lastReadyAt(rows, input.startedAt);
  await updateReaction(deps, input, () => ({
    instances: { capacity, listed, ready, failed },
    ...(last === undefined ? {} : { lastInstanceReadyAt: last }),
  }));
  await saveChanged(deps, input.fleet, { before: stored, after });
  return look;
};

function memoryOf(
  { startedAt, shortSince }: Input,
  { instances, capacity, at }: Sighting,
  unidentified: Memory['unidentified'],
): Memory {
  if (instances.length >= capacity) return { startedAt, unidentified };
  return { startedAt, unidentified, shortSince: shortSince ?? at };
}

function lookOf(rows: LedgerRow[], { sighting, mode, budget }: Seen, memory: Memory): Look {
  const { at, capacity, instances } = sighting;
  const { heads, waitingFor, left }: Verdict = judgeLook(rows, sighting, memory);
  const { retryAfterSeconds = 0, remaining } = budget;
  const { startedAt, shortSince } = memory;
  const progress = { ...progressOf(rows, sighting, startedAt), retryAfterSeconds };
  return {
    at,
    capacity,
    mode,
    listed: heads.listed,
    ready: heads.ready,
    failed: heads.failed,
    stopped: heads.stopped,
    leaving: heads.leaving,
    unregistered: unregistered(rows).length,
    newcomers: rows.filter((row) => isPresent(row) && row.firstSeen >= startedAt).length,
    missing: rows.filter(isMissing).length,
    membership: digest(instances.map(({ vmId, name }) => vmId.toLowerCase() || name)),
    waitingFor,
    left,
    ...(shortSince === undefined ? {} : { shortSince }),
    trustworthy: doubtAbout(sighting) === undefined,
    contradicted: contradictionIn(sighting),
    nextInSeconds: secondsToNextLook(
      remaining === undefined ? progress : { ...progress, remainingCalls: remaining },
    ),
    retryAfterSeconds,
  };
}

function digest(ids: string[]): string {
  return createHash('sha256').update(ids.sort().join('\n')).digest('hex').slice(0, 16);
}
