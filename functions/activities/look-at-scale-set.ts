import { createHash } from 'node:crypto';
import type { Activities, Look } from '../../shared/contracts/activities.ts';
import { hasTargets } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ofMember, ofMembers, withMember } from '../../shared/domain/members.ts';
import { toldLook } from '../../shared/domain/reaction/told-look.ts';
import { sumUpLook } from '../../shared/domain/sum-up-look.ts';
import { lastReadyAt, rowsAfterLook, type Sighting } from '../../shared/domain/take-look.ts';
import { rowsWithoutScaleSet } from '../../shared/domain/targets/former-members.ts';
import { noticeRenewals } from '../../shared/domain/targets/renewal.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { baseIsGone } from './base-is-gone.ts';
import { type FleetNow, loadFleet, note, saveChanged, updateReaction } from './fleet-context.ts';
import { showLook } from './fleet-status.ts';
import { inParallel } from './in-parallel.ts';
import { momentOfLook } from './moment-of-look.ts';
import { seeMember, type Seen } from './see-member.ts';

type Input = Activities['lookAtScaleSet']['input'];

/**
 * Lists the instances of every live member, brings the ledger up to date and answers the counts. Of each member one ARM
 * call per page, and one for the set when it matters. Each list speaks for the machines of its own scale set only.
 */
export const lookAtScaleSet: Activity<'lookAtScaleSet'> = async (deps, input) => {
  const named = await loadFleet(deps, input.fleet);
  const at = momentOfLook(deps, input);
  const stored = await deps.stores.ledger.rows(input.fleet);
  const before = withMember(stored, named.members.base);
  const sights = await seeAll(deps, named, { ...input, at, rows: before });
  const after = sights.reduce(afterSight, before);
  const rows = ofMembers(after, named.members);
  const sightings = sights.map(({ sighting }) => sighting);
  const patienceMinutes = named.fleet.wait.deadlineMinutes;
  const late = await showLook(deps, input.fleet, { sightings, at, rows, patienceMinutes });
  const { startedAt, members } = input;
  const look: Look = {
    ...sumUpLook(rows, sights, { startedAt, at, ...late, members }),
    ...(hasTargets(named) ? {} : { unregistered: 0 }),
    membership: digest(sightings),
  };
  await note(deps, { ...input, at }, toldLook(before, after, look));
  const { capacity, listed, ready, failed } = look;
  const last = lastReadyAt(rows, startedAt);
  await updateReaction(deps, input, () => ({
    instances: { capacity, listed, ready, failed },
    ...(last === undefined ? {} : { lastInstanceReadyAt: last }),
  }));
  await saveChanged(deps, input.fleet, { before: stored, after });
  return look;
};

/** Of several members, one that is no more keeps nobody from the others; a fleet that has nothing but its base is stopped. */
async function seeAll(
  deps: Dependencies,
  named: FleetNow,
  { rows, at, members = [], isStale = false, ...occasion }: Input & { rows: LedgerRow[] },
): Promise<Seen[]> {
  const { secondLookSeconds } = named.fleet.prune;
  const sights = await inParallel(named.members.live, (member) => {
    const known = isStale ? undefined : members.find((each) => each.member === member.id);
    const own = ofMember(rows, member.id);
    return seeMember(deps, { member, at, rows: own, capacity: known?.capacity, secondLookSeconds });
  });
  await baseIsGone(deps, { ...occasion, at }, { named, sights });
  return sights;
}

function afterSight(rows: LedgerRow[], { sighting, isGone }: Seen): LedgerRow[] {
  if (!isGone) return noticeRenewals(rows, rowsAfterLook(rows, sighting), sighting);
  const own = new Set(ofMember(rows, sighting.member));
  return rows.map((row) => (own.has(row) ? (rowsWithoutScaleSet([row], sighting)[0] ?? row) : row));
}

function digest(sightings: Sighting[]): string {
  const instances = sightings.flatMap((sighting) => sighting.instances);
  const ids = instances.map(({ vmId, name }) => vmId.toLowerCase() || name);
  return createHash('sha256').update(ids.sort().join('\n')).digest('hex').slice(0, 16);
}
