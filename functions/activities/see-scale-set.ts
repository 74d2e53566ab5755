import type { Look } from '../../shared/contracts/activities.ts';
import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import { instanceState } from '../../shared/domain/instance-state.ts';
import { isMissing } from '../../shared/domain/standing.ts';
import { memberId } from '../../shared/domain/members.ts';
import { type Sighting, toAskAbout } from '../../shared/domain/take-look.ts';
import type { CallBudget } from '../../shared/ports/scale-sets.ts';
import type { Dependencies } from '../dependencies.ts';

/** Single instances are asked for by name at most so often in one look: ARM's bucket for it refills with 12 a minute. */
const MOST_ASKED = 8;
/** So many that Azure has although its list lacks them, and nobody else need be asked about. */
const ENOUGH_FOUND = 2;

export interface Seen {
  sighting: Sighting;
  mode: Look['mode'];
  budget: CallBudget;
}

interface Question {
  at: string;
  rows: LedgerRow[];
  known?: { capacity: number; mode: Look['mode'] };
}

/**
 * Lists the instances, and reads the scale set itself where the list alone decides nothing: the first time, when it lists
 * more or fewer than it should have with nobody coming.
 */
export async function seeScaleSet(deps: Dependencies, named: NamedFleet, asked: Question): Promise<Seen> {
  const { fleet } = named;
  const known = asked.known && { ...asked.known, provisioningState: '' };
  const first = known ?? (await readScaleSet(deps, fleet.scaleSet));
  const { mode, capacity } = first;
  const { instances, budget } = await deps.scaleSets.listInstances(fleet.scaleSet, mode);
  const { secondLookSeconds } = fleet.prune;
  const listed: Sighting = {
    ...{ member: memberId(fleet.scaleSet), at: asked.at, secondLookSeconds },
    ...{ capacity, scaleSetState: first.provisioningState, instances },
  };
  if (known && tellsEnough(listed, asked.rows)) return { sighting: listed, mode, budget };
  const set = known ? await readScaleSet(deps, fleet.scaleSet) : first;
  const whole = { ...listed, capacity: set.capacity, scaleSetState: set.provisioningState };
  return { sighting: await withAnswers(deps, named, { sighting: whole, rows: asked.rows }), mode, budget };
}

/** As many as the known capacity: whoever is missing then is not there, and nothing more is to be found out. */
function tellsEnough({ capacity, instances }: Sighting, rows: LedgerRow[]): boolean {
  if (instances.length < capacity && rows.some(isMissing)) return false;
  const states = instances.map((each) => instanceState(each));
  const staying = states.filter((state) => state !== 'deleting').length;
  return states.includes('creating') || staying === capacity;
}

/** Asks for the instances, one by one, whose absence the list does not prove (rule 4). */
async function withAnswers(
  deps: Dependencies,
  { fleet }: NamedFleet,
  { sighting, rows }: { sighting: Sighting; rows: LedgerRow[] },
): Promise<Sighting> {
  const asked = new Map<string, boolean>();
  let found = 0;
  for (const row of toAskAbout(rows, sighting).slice(0, MOST_ASKED)) {
    const { resourceId, vmId } = row;
    const isThere = await deps.scaleSets.hasInstance(fleet.scaleSet, { resourceId, vmId });
    asked.set(vmId, isThere);
    if (isThere && ++found >= ENOUGH_FOUND) break;
  }
  return asked.size > 0 ? { ...sighting, asked } : sighting;
}

async function readScaleSet(deps: Dependencies, id: string) {
  const { scaleSet } = await deps.scaleSets.read(id);
  if (scaleSet) return scaleSet;
  throw new ProblemError({
    kind: 'Permanent',
    code: 'scaleSetNotFound',
    message: `Azure knows no scale set ${id}.`,
    nextStep: 'Correct scaleSet in the fleet, or delete the fleet.',
  });
}
