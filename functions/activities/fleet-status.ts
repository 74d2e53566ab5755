import { isDeepStrictEqual } from 'node:util';
import type { FleetStatus, NamedFleet } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { LATENESS_CODES, latenessProblems, type Unidentified } from '../../shared/domain/lateness.ts';
import { type Short, shortAfterLook, shortProblems } from '../../shared/domain/short-of-machines.ts';
import { isReady } from '../../shared/domain/standing.ts';
import type { Sighting } from '../../shared/domain/take-look.ts';
import type { Dependencies } from '../dependencies.ts';

/** Changes what a fleet's status says; the fleet's orchestration is the only one who does. */
export async function changeStatus(
  { stores }: Dependencies,
  fleet: string,
  change: (before: FleetStatus) => FleetStatus,
): Promise<void> {
  const nothing: FleetStatus = { phase: 'idle', since: new Date(0).toISOString(), problems: [] };
  const before = (await stores.fleets.status(fleet)) ?? nothing;
  const after = change(before);
  if (after !== before) await stores.fleets.saveStatus(fleet, after);
}

interface SeenNow {
  /** Of every live member, all of the same moment. */
  sightings: Sighting[];
  at: string;
  rows: LedgerRow[];
  patienceMinutes: number;
}

/**
 * Shows how many are ready, and who is late from the first look on that finds it so; remembers since when Azure has listed
 * instances without a vmId, or too few, and answers both.
 */
export async function showLook(
  deps: Dependencies,
  fleet: string,
  { sightings, at, rows, patienceMinutes }: SeenNow,
): Promise<{ unidentified: Unidentified[]; short: Short[] }> {
  let unidentified: Unidentified[] = [];
  let short: Short[] = [];
  await changeStatus(deps, fleet, (before) => {
    unidentified = sightings.flatMap((sighting) => unidentifiedIn(sighting, before.unidentified ?? []));
    short = shortAmong(sightings, before.short ?? []);
    const late = lateness({ rows, unidentified, short }, { at, patienceMinutes });
    const problems = [...before.problems.filter(({ code }) => !COME_AND_GO.includes(code)), ...late];
    const after = { problems, unidentified, short, machines: machinesOf(rows, sightings) };
    const { problems: shown, unidentified: nameless = [], short: lacking = [], machines } = before;
    const isSame = isDeepStrictEqual(after, {
      problems: shown,
      unidentified: nameless,
      short: lacking,
      machines,
    });
    return isSame ? before : { ...before, ...after };
  });
  return { unidentified, short };
}

function machinesOf(rows: LedgerRow[], sightings: Sighting[]): FleetStatus['machines'] {
  const desired = sightings.reduce((sum, { capacity }) => sum + capacity, 0);
  return { desired, ready: rows.filter(isReady).length };
}

const COME_AND_GO = [...LATENESS_CODES, 'scaleSetShort'];

function lateness(
  { rows, unidentified, short }: { rows: LedgerRow[]; unidentified: Unidentified[]; short: Short[] },
  moment: { at: string; patienceMinutes: number },
): Problem[] {
  return [...latenessProblems({ rows, unidentified }, moment.at), ...shortProblems(short, moment)];
}

/** Whoever is no member any more is forgotten. */
function shortAmong(sightings: Sighting[], before: Short[]): Short[] {
  const members = new Set(sightings.map(({ member }) => member));
  return sightings.reduce(
    shortAfterLook,
    before.filter(({ member }) => members.has(member)),
  );
}

function unidentifiedIn({ instances, at }: Sighting, before: Unidentified[]): Unidentified[] {
  const known = new Map(before.map((each) => [each.resourceId, each]));
  return instances
    .filter(({ vmId }) => !vmId)
    .map(({ resourceId, name }) => known.get(resourceId) ?? { resourceId, name, since: at });
}

/** What the status says of those who are late, as of now. */
export function lateNow(
  {
    named,
    all,
    status,
  }: { named: NamedFleet | undefined; all: LedgerRow[]; status: FleetStatus | undefined },
  at: string,
): Problem[] {
  const { unidentified = [], short = [] } = status ?? {};
  const patienceMinutes = named?.fleet.wait.deadlineMinutes ?? 0;
  return lateness({ rows: all, unidentified, short }, { at, patienceMinutes });
}
