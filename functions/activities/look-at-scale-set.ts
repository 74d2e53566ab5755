import { createHash } from 'node:crypto';
import type { Activities, Look } from '../../shared/contracts/activities.ts';
import type { NamedFleet } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import { instanceState } from '../../shared/domain/instance-state.ts';
import { headcount, waitingFor } from '../../shared/domain/judge-look.ts';
import { memberId, ofMember, withMember } from '../../shared/domain/members.ts';
import { doubtAbout, rowsAfterLook, type Sighting } from '../../shared/domain/take-look.ts';
import type { CallBudget } from '../../shared/ports/scale-sets.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { count, loadFleet, namesOf, note, type Note, saveChanged, updateReaction } from './fleet-context.ts';

type Input = Activities['lookAtScaleSet']['input'];

/** Lists the instances, brings the ledger up to date and answers the counts. One ARM call per page, and one for the set when it matters. */
export const lookAtScaleSet: Activity<'lookAtScaleSet'> = async (deps, input) => {
  const named = await loadFleet(deps, input.fleet);
  const at = momentOfLook(deps, input);
  const { mode, budget, ...seen } = await see(deps, named, input);
  const member = memberId(named.fleet.scaleSet);
  const sighting = { ...seen, member, at, secondLookSeconds: named.fleet.prune.secondLookSeconds };
  const stored = await deps.stores.ledger.rows(input.fleet);
  const before = withMember(stored, member);
  const after = rowsAfterLook(before, sighting);
  await saveChanged(deps, input.fleet, { before: stored, after });
  const look = summary(after, sighting, { mode, budget, startedAt: input.startedAt });
  await note(deps, input, notesOn(before, after, look));
  await updateReaction(deps, input, () => ({ instances: pick(look), ...readiness(after, input.startedAt) }));
  return look;
};

/**
 * When Azure is really asked, which may be long after it was ordered when the process was down in between: two looks
 * must not seem further apart than they were (rule 4). Never before the order: clocks of two machines differ a little.
 */
function momentOfLook(deps: Dependencies, { at }: Input): string {
  const really = deps.now().toISOString();
  return really > at ? really : at;
}

type Seen = Omit<Sighting, 'at' | 'member' | 'secondLookSeconds'> & {
  mode: Look['mode'];
  budget: CallBudget;
};

/**
 * While a known capacity is plainly not reached yet the scale set itself need not be read again: half the calls.
 * Its state then counts as Updating, so that nothing is concluded from such a look.
 */
async function see(deps: Dependencies, { fleet }: NamedFleet, { known }: Input): Promise<Seen> {
  if (known) {
    const listed = await deps.scaleSets.listInstances(fleet.scaleSet, known.mode);
    if (!seemsComplete(listed.instances, known.capacity))
      return { ...known, scaleSetState: 'Updating', ...listed };
    const { mode, capacity, provisioningState } = await readScaleSet(deps, fleet.scaleSet);
    return { mode, capacity, scaleSetState: provisioningState, ...listed };
  }
  const { mode, capacity, provisioningState } = await readScaleSet(deps, fleet.scaleSet);
  const listed = await deps.scaleSets.listInstances(fleet.scaleSet, mode);
  return { mode, capacity, scaleSetState: provisioningState, ...listed };
}

function seemsComplete(instances: { provisioningState: string }[], capacity: number): boolean {
  const terminal = instances.every((each) =>
    ['ready', 'failed'].includes(instanceState(each.provisioningState)),
  );
  return instances.length >= capacity && terminal;
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

function summary(
  ledger: LedgerRow[],
  sighting: Sighting,
  { mode, budget, startedAt }: { mode: Look['mode']; budget: CallBudget; startedAt: string },
): Look {
  const rows = ofMember(ledger, sighting.member);
  const heads = headcount(rows, sighting);
  const lacking = waitingFor(sighting, heads);
  const present = rows.filter((row) => row.missingSince === undefined);
  return {
    at: sighting.at,
    ...{ capacity: sighting.capacity, mode, scaleSetState: sighting.scaleSetState, ...heads },
    unregistered: present.filter((row) => row.state === 'ready' && !row.target).length,
    newcomers: present.filter((row) => row.firstSeen >= startedAt).length,
    missing: rows.filter((row) => row.missingSince !== undefined && row.state !== 'gone').length,
    membership: digest(sighting.instances.map(({ vmId, name }) => vmId.toLowerCase() || name)),
    complete: lacking === '',
    waitingFor: lacking,
    trustworthy: doubtAbout(sighting) === undefined,
    ...(budget.remaining === undefined ? {} : { remainingCalls: budget.remaining }),
    ...(budget.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: budget.retryAfterSeconds }),
  };
}

function digest(ids: string[]): string {
  return createHash('sha256').update(ids.sort().join('\n')).digest('hex').slice(0, 16);
}

function notesOn(before: LedgerRow[], after: LedgerRow[], look: Look): Note[] {
  const unchanged = new Set(before);
  const changed = after.filter((row) => !unchanged.has(row));
  const known = new Set(before.map((row) => row.vmId));
  const kinds: [string, string, LedgerRow[]][] = [
    ['instancesAppeared', 'new', changed.filter((row) => !known.has(row.vmId))],
    [
      'instancesReady',
      'ready',
      changed.filter((row) => row.state === 'ready' && row.missingSince === undefined),
    ],
    [
      'instancesFailed',
      'failed',
      changed.filter((row) => row.state === 'failed' && row.missingSince === undefined),
    ],
    [
      'instancesMissing',
      'missing',
      changed.filter((row) => row.missingSince !== undefined && row.state !== 'gone'),
    ],
    ['instancesGone', 'gone', changed.filter((row) => row.state === 'gone')],
  ];
  const progress = look.waitingFor || `${look.ready} of ${look.capacity} instances are ready`;
  return kinds.flatMap(([kind, word, rows]) => {
    if (rows.length === 0) return [];
    const reason = kind === 'instancesMissing' || kind === 'instancesGone' ? rows[0]?.reason : progress;
    return [
      {
        kind,
        message: `${count(rows.length, 'instance')} ${word}: ${namesOf(rows)}`,
        reason: reason ?? progress,
      },
    ];
  });
}

function pick({ capacity, listed, ready, failed }: Look) {
  return { capacity, listed, ready, failed };
}

function readiness(rows: LedgerRow[], startedAt: string): { lastInstanceReadyAt?: string } {
  const times = rows.filter((row) => row.firstSeen >= startedAt).flatMap((row) => row.readySince ?? []);
  const last = times.sort().at(-1);
  return last === undefined ? {} : { lastInstanceReadyAt: last };
}
