import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { LATENESS_CODES, latenessProblems, type Unidentified } from '../../shared/domain/lateness.ts';
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

/**
 * Remembers since when Azure has listed instances without a vmId, and shows who is late from the first look on that finds
 * it so. Answers the former.
 */
export async function rememberLate(
  deps: Dependencies,
  fleet: string,
  { sighting, rows }: { sighting: Sighting; rows: LedgerRow[] },
): Promise<Unidentified[]> {
  let unidentified: Unidentified[] = [];
  await changeStatus(deps, fleet, (before) => {
    unidentified = unidentifiedIn(sighting, before.unidentified ?? []);
    const late = latenessProblems({ rows, unidentified }, sighting.at);
    const problems = [...before.problems.filter(({ code }) => !LATENESS_CODES.includes(code)), ...late];
    const isSame =
      JSON.stringify([problems, unidentified]) ===
      JSON.stringify([before.problems, before.unidentified ?? []]);
    return isSame ? before : { ...before, problems, unidentified };
  });
  return unidentified;
}

function unidentifiedIn({ instances, at }: Sighting, before: Unidentified[]): Unidentified[] {
  const known = new Map(before.map((each) => [each.resourceId, each]));
  return instances
    .filter(({ vmId }) => !vmId)
    .map(({ resourceId, name }) => known.get(resourceId) ?? { resourceId, name, since: at });
}

/** What the status says of those who are late, as of now. */
export async function lateNow(deps: Dependencies, fleet: string, at: string): Promise<Problem[]> {
  const rows = await deps.stores.ledger.rows(fleet);
  const status = await deps.stores.fleets.status(fleet);
  return latenessProblems({ rows, unidentified: status?.unidentified ?? [] }, at);
}
