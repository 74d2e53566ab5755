import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { QuestionKind } from '../../shared/contracts/timeline.ts';
import { formerRows, memberOf, ofMember, ofMembers } from '../../shared/domain/members.ts';
import { isMissing } from '../../shared/domain/standing.ts';
import {
  formerRowsAfterLook,
  planLettingGo,
  rowsWithoutScaleSet,
} from '../../shared/domain/targets/former-members.ts';
import { toldGone } from '../../shared/domain/reaction/told-look.ts';
import { yesTooSmall } from '../../shared/domain/reaction/operators-yes.ts';
import { toldDryRun } from '../../shared/domain/targets/told.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { type FleetNow, loadFleet, loadTargeting, note, saveChanged } from './fleet-context.ts';
import { forgetRows } from './forget-rows.ts';
import { momentOfLook } from './moment-of-look.ts';
import { ask } from './questions.ts';
import { removeTargets } from './remove-targets.ts';
import { useYes } from './use-yes.ts';

const QUESTIONS: QuestionKind[] = [
  'targetsOfFormerScaleSet',
  'targetsOfVanishedScaleSet',
  'yesTooSmallForFormer',
];

/**
 * Looks after the machines that are the fleet's no more: those of scale sets it was pointed at before, and those of its own
 * when Azure knows that no more. Each list speaks for the machines of its own scale set only.
 */
export const lookAtFormerMembers: Activity<'lookAtFormerMembers'> = async (
  deps,
  { vanished, ...occasion },
) => {
  const named = await loadFleet(deps, occasion.fleet);
  const at = momentOfLook(deps, occasion);
  const before = concerned(await deps.stores.ledger.rows(occasion.fleet), named, vanished);
  const members = [...new Set(before.map((row) => memberOf(row, named.members.base)))];
  const after: LedgerRow[] = [];
  for (const member of members) after.push(...(await rowsNow(deps, { named, member, at }, before)));
  const byId = new Map(after.map((row) => [row.vmId, row]));
  const now = before.map((row) => byId.get(row.vmId) ?? row);
  const changed = now.filter((row) => !before.includes(row));
  await note(deps, { ...occasion, at }, toldGone(changed));
  await saveChanged(deps, occasion.fleet, { before, after: now });
  const missing = now.filter(isMissing);
  return {
    machines: now.length,
    missing: missing.length,
    againInSeconds: named.fleet.prune.secondLookSeconds,
  };
};

function concerned(rows: LedgerRow[], { members }: FleetNow, vanished: boolean): LedgerRow[] {
  const former = formerRows(rows, members);
  return vanished ? [...former, ...ofMember(ofMembers(rows, members), members.base)] : former;
}

interface Former {
  named: FleetNow;
  member: string;
  at: string;
}

async function rowsNow(
  deps: Dependencies,
  { named, member, at }: Former,
  all: LedgerRow[],
): Promise<LedgerRow[]> {
  const { base, live } = named.members;
  const rows = ofMember(all, member, base);
  const { secondLookSeconds } = named.fleet.prune;
  const { scaleSet } = await deps.scaleSets.read(member);
  if (!scaleSet) return rowsWithoutScaleSet(rows, { member, at, secondLookSeconds });
  // Its own scale set is there after all: the fleet's own look is for that.
  if (live.some(({ id }) => id === member)) return rows;
  const { instances } = await deps.scaleSets.listInstances(member);
  const { capacity, provisioningState: scaleSetState } = scaleSet;
  return formerRowsAfterLook(rows, { member, at, capacity, scaleSetState, instances, secondLookSeconds });
}

/** Without Octopus nobody need be asked. */
async function forgetAll(deps: Dependencies, occasion: Occasion, vanished: boolean) {
  const named = await loadFleet(deps, occasion.fleet);
  const rows = concerned(await deps.stores.ledger.rows(occasion.fleet), named, vanished);
  await forgetRows(deps, occasion, rows);
  return { pruned: 0 };
}

/** Lets go of the targets of such machines, or asks. */
export const letGoOfFormer: Activity<'letGoOfFormer'> = async (deps, input) => {
  const { vanished, ...occasion } = input;
  const named = await loadTargeting(deps, occasion.fleet);
  if (!named) return forgetAll(deps, occasion, vanished);
  const reaction = await deps.stores.reactions.get(occasion.fleet, occasion.reactionId);
  const approvedRemovals = reaction?.yes?.removals ?? 0;
  const { fleet } = named;
  const rows = concerned(await deps.stores.ledger.rows(occasion.fleet), named, vanished);
  const plan = planLettingGo({
    ...{ rows, policy: fleet.prune, approvedRemovals },
    ...(vanished ? { vanished: fleet.scaleSet } : {}),
  });
  const removed = await removeTargets(deps, occasion, { named, rows, planned: plan.remove });
  await note(deps, occasion, plan.wouldRemove.map(toldDryRun));
  const tooSmall = yesTooSmall('yesTooSmallForFormer', approvedRemovals, plan.asked);
  await ask(deps, occasion, { codes: QUESTIONS, problems: [...plan.questions, ...tooSmall] });
  await deps.stores.ledger.remove(occasion.fleet, [
    ...plan.forget,
    ...removed.flatMap(({ vmId }) => vmId ?? []),
  ]);
  await useYes(deps, occasion, { removals: removed.length, isHeard: !rows.some(isMissing) });
  return { pruned: removed.length };
};
