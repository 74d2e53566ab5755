import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ProblemError, transient } from '../../shared/contracts/problem.ts';
import type { Question } from '../../shared/contracts/timeline.ts';
import { instanceState } from '../../shared/domain/instance-state.ts';
import type { LiveMember } from '../../shared/domain/members.ts';
import { isMissing } from '../../shared/domain/standing.ts';
import type { MemberSight } from '../../shared/domain/sum-up-look.ts';
import { type Sighting, toAskAbout } from '../../shared/domain/take-look.ts';
import type { Dependencies } from '../dependencies.ts';

/** Single instances are asked for by name at most so often in one look: ARM's bucket for it refills with 12 a minute. */
const MOST_ASKED = 8;
/** So many that Azure has although its list lacks them, and nobody else need be asked about. */
const ENOUGH_FOUND = 2;

export interface Seen extends MemberSight {
  /** Azure does not know this scale set. */
  isGone: boolean;
}

interface Asked {
  member: LiveMember;
  at: string;
  /** Of this member. */
  rows: LedgerRow[];
  /** As the look before found it, unless that may have changed. */
  capacity: number | undefined;
  secondLookSeconds: number;
}

/**
 * Lists a member's instances, and reads the scale set itself where the list alone decides nothing: the first time, when it
 * lists more or fewer than it should have with nobody coming.
 */
export async function seeMember(deps: Dependencies, asked: Asked): Promise<Seen> {
  const { member, at, secondLookSeconds } = asked;
  const nothing: Sighting = {
    ...{ member: member.id, at, secondLookSeconds },
    ...{ capacity: 0, scaleSetState: '', instances: [] },
  };
  const seen = await lookAround(deps, asked, nothing);
  return seen ? { ...seen, isGone: false } : { sighting: nothing, budget: {}, isGone: true };
}

/** `undefined`: there is no such scale set. */
async function lookAround(
  deps: Dependencies,
  asked: Asked,
  nothing: Sighting,
): Promise<MemberSight | undefined> {
  const { member, capacity, rows } = asked;
  const known = capacity === undefined ? undefined : { capacity, scaleSetState: '' };
  const before = known ?? (await stateOf(deps, member));
  const list = before && (await listOf(deps, member));
  if (!list) return undefined;
  const { instances, budget } = list;
  const listed = { ...nothing, ...before, instances };
  if (known && tellsEnough(listed, rows)) return { sighting: listed, budget };
  const now = known ? await stateOf(deps, member) : before;
  return now && { sighting: await withAnswers(deps, asked, { ...listed, ...now }), budget };
}

/** That a list is not found proves nothing while the scale set is there: throws Transient then. */
async function listOf(deps: Dependencies, member: LiveMember) {
  try {
    return await deps.scaleSets.listInstances(member.scaleSet);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'scaleSetNotFound') throw error;
    if (!(await stateOf(deps, member))) return undefined;
    const what = `Azure has ${member.scaleSet}, but finds no list of its instances.`;
    throw transient('azureUnreadableAnswer', what);
  }
}

async function stateOf({ scaleSets }: Dependencies, { scaleSet: id }: LiveMember) {
  const { scaleSet } = await scaleSets.read(id);
  return scaleSet && { capacity: scaleSet.capacity, scaleSetState: scaleSet.provisioningState };
}

/** As many as the known capacity, and nobody is missing whose absence this list does not prove: nothing more is to be found out. */
function tellsEnough(sighting: Sighting, rows: LedgerRow[]): boolean {
  if (toAskAbout(rows, sighting).some(isMissing)) return false;
  const { capacity, instances } = sighting;
  const states = instances.map((each) => instanceState(each));
  const staying = states.filter((state) => state !== 'deleting').length;
  return states.includes('creating') || staying === capacity;
}

/** Asks for the instances, one by one, whose absence the list does not prove (rule 4). */
async function withAnswers(
  deps: Dependencies,
  { member: { scaleSet }, rows }: Asked,
  sighting: Sighting,
): Promise<Sighting> {
  const asked = new Map<string, boolean>();
  let found = 0;
  for (const row of toAskAbout(rows, sighting).slice(0, MOST_ASKED)) {
    const { resourceId, vmId } = row;
    const isThere = await deps.scaleSets.hasInstance(scaleSet, { resourceId, vmId });
    asked.set(vmId, isThere);
    if (isThere && ++found >= ENOUGH_FOUND) break;
  }
  return asked.size > 0 ? { ...sighting, asked } : sighting;
}

export function scaleSetNotFound(id: string): Question {
  const nextStep = 'Correct scaleSet in the fleet, or delete the fleet.';
  const message = `Azure knows no scale set ${id}.`;
  return { kind: 'Permanent', code: 'scaleSetNotFound', message, nextStep };
}
