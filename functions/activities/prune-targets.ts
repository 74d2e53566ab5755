import type { Problem } from '../../shared/contracts/problem.ts';
import { ofMember } from '../../shared/domain/members.ts';
import { planPruning, type PrunePlan } from '../../shared/domain/plan-pruning.ts';
import { yesTooSmall } from '../../shared/domain/reaction/operators-yes.ts';
import { isMissing } from '../../shared/domain/standing.ts';
import { namesOf } from '../../shared/domain/wording.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note } from './fleet-context.ts';
import { letGoOfNamed } from './let-go-of-named.ts';
import { ask } from './questions.ts';
import { useYes } from './use-yes.ts';
import { noteOnTarget, removeTargets } from './remove-targets.ts';

/** Removes the targets whose instances are gone, within the guards of rule 4, each with its reason. */
export const pruneTargets: Activity<'pruneTargets'> = async (deps, occasion) => {
  const named = await loadTargeting(deps, occasion.fleet);
  const { ledger, reactions } = deps.stores;
  const yes = (await reactions.get(occasion.fleet, occasion.reactionId))?.yes;
  const approvedRemovals = yes?.removals ?? 0;
  const all = await ledger.rows(occasion.fleet);
  const rows = ofMember(all, named.fleet.scaleSet);
  const orphans = await ledger.orphans(occasion.fleet);
  const plan = planPruning({ rows, orphans, policy: named.fleet.prune, approvedRemovals });
  const removed = await removeTargets(deps, occasion, { named, rows: all, planned: plan.remove });
  const dry = plan.wouldRemove.map((each) => noteOnTarget('pruneDryRun', 'Would remove', each));
  await note(deps, occasion, dry);
  const tooSmall = yesTooSmall('yesTooSmall', approvedRemovals, plan.asked?.length ?? 0);
  const problems = [...questionOf(plan, occasion.fleet), ...tooSmall];
  await ask(deps, occasion, { codes: ['pruneNeedsYes', 'yesTooSmall'], problems });
  await ledger.remove(occasion.fleet, [...plan.forget, ...removed.flatMap(({ vmId }) => vmId ?? [])]);
  const gone = new Set(removed.map(({ machineId }) => machineId));
  const left = orphans.filter(({ machineId }) => !gone.has(machineId));
  await ledger.saveOrphans(occasion.fleet, left);
  const letGo = await letGoOfNamed(deps, occasion, { named, rows: all, wanted: yes?.letGo ?? [] });
  const isHeard = !rows.some(isMissing) && left.every(({ confirmed }) => confirmed);
  await useYes(deps, occasion, { removals: removed.length, letGo: true, isHeard });
  return { pruned: removed.length + letGo, ...(plan.ask === undefined ? {} : { ask: plan.ask }) };
};

function questionOf({ ask: why, asked = [] }: PrunePlan, fleet: string): Problem[] {
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
