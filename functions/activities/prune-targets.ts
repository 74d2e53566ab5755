import type { Occasion, PruneRound } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Question } from '../../shared/contracts/timeline.ts';
import { ofMembers } from '../../shared/domain/members.ts';
import {
  planPruning,
  type PruneCandidate,
  type PrunePlan,
  wantedRemovals,
} from '../../shared/domain/plan-pruning.ts';
import { yesTooSmall } from '../../shared/domain/reaction/operators-yes.ts';
import { isMissing } from '../../shared/domain/standing.ts';
import { toldDryRun } from '../../shared/domain/targets/told.ts';
import { namesOf } from '../../shared/domain/wording.ts';
import type { Activity } from './answering.ts';
import type { Dependencies } from '../dependencies.ts';
import { type FleetNow, loadFleet, loadTargeting, note, type Targeting } from './fleet-context.ts';
import { forgetRows } from './forget-rows.ts';
import { letGoOfNamed } from './let-go-of-named.ts';
import { ask } from './questions.ts';
import { type Effects, effectsOfLastRollout, releaseRetired } from './rollout/last-rollout.ts';
import { useYes } from './use-yes.ts';
import { removeTargets } from './remove-targets.ts';

/** Removes the targets whose instances are gone, within the guards of rule 4, each with its reason. */
export const pruneTargets: Activity<'pruneTargets'> = async (deps, occasion) => {
  const targeted = await loadTargeting(deps, occasion.fleet);
  const named = targeted ?? (await loadFleet(deps, occasion.fleet));
  const effects = await effectsOfLastRollout(deps, named);
  const round = targeted
    ? await prune(deps, occasion, { named: targeted, effects })
    : await forgetTheGone(deps, occasion, named);
  await releaseRetired(deps, named, effects);
  return round;
};

interface Pruning {
  named: Targeting;
  effects: Effects;
}

async function prune(
  deps: Dependencies,
  occasion: Occasion,
  { named, effects }: Pruning,
): Promise<PruneRound> {
  const { ledger, reactions } = deps.stores;
  const yes = (await reactions.get(occasion.fleet, occasion.reactionId))?.yes;
  const approvedRemovals = yes?.removals ?? 0;
  const all = await ledger.rows(occasion.fleet);
  const rows = ofMembers(all, named.members);
  const orphans = await ledger.orphans(occasion.fleet);
  const wanted = wantedRemovals(rows, effects.downsizings);
  const plan = planPruning({ rows, orphans, policy: named.fleet.prune, approvedRemovals, wanted });
  const removed = await removeTargets(deps, occasion, { named, rows: all, planned: plan.remove });
  await note(deps, occasion, plan.wouldRemove.map(toldDryRun));
  const tooSmall = yesTooSmall('yesTooSmall', approvedRemovals, plan.asked?.length ?? 0);
  const problems = [...questionOf(plan, occasion.fleet), ...tooSmall];
  await ask(deps, occasion, { codes: ['pruneNeedsYes', 'yesTooSmall'], problems });
  await ledger.remove(occasion.fleet, [...plan.forget, ...removed.flatMap(({ vmId }) => vmId ?? [])]);
  const gone = new Set(removed.map(({ machineId }) => machineId));
  const left = orphans.filter(({ machineId }) => !gone.has(machineId));
  await ledger.saveOrphans(occasion.fleet, left);
  const letGo = await letGoOfNamed(deps, occasion, { named, rows: all, wanted: yes?.letGo ?? [] });
  const isHeard = !rows.some(isMissing) && left.every(({ confirmed }) => confirmed);
  await useYes(deps, occasion, { removals: unexpected(plan, removed), letGo: true, isHeard });
  return { pruned: removed.length + letGo, ...guardOf(plan, rows, named.fleet.prune) };
}

/** An emptied scale set is asked about before its number is. */
function guardOf(
  plan: PrunePlan,
  rows: LedgerRow[],
  { allowEmpty }: { allowEmpty: boolean },
): Pick<PruneRound, 'ask' | 'rule'> {
  if (plan.ask === undefined) return {};
  return { ask: plan.ask, rule: !allowEmpty && rows.every(isMissing) ? 'emptied' : 'maxPerRun' };
}

/** Without Octopus there is no target to remove. */
async function forgetTheGone(deps: Dependencies, occasion: Occasion, { members }: FleetNow) {
  const rows = ofMembers(await deps.stores.ledger.rows(occasion.fleet), members);
  await forgetRows(
    deps,
    occasion,
    rows.filter(({ state }) => state === 'gone'),
  );
  // There is nothing that it could be about.
  await useYes(deps, occasion, { letGo: true, isHeard: true });
  return { pruned: 0 };
}

/** How many of those removed were no rollout's own doing: a yes is used up for these only. */
function unexpected({ expected = [] }: PrunePlan, removed: PruneCandidate[]): number {
  return removed.filter(({ vmId = '' }) => !expected.includes(vmId)).length;
}

function questionOf({ ask: why, asked = [] }: PrunePlan, fleet: string): Question[] {
  if (why === undefined) return [];
  const yes = `POST /api/fleets/${fleet}/reconcile with {"approveRemovals": ${asked.length}}`;
  return [
    {
      kind: 'Permanent',
      code: 'pruneNeedsYes',
      message: `${why}: ${namesOf(asked)}.`,
      nextStep: `To let them go: ${yes}.`,
    },
  ];
}
