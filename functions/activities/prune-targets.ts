import { ofMember } from '../../shared/domain/members.ts';
import { planPruning, type PrunePlan } from '../../shared/domain/plan-pruning.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note, type Note } from './fleet-context.ts';
import { letGoOfNamed } from './let-go-of-named.ts';
import { noteOnTarget, removeTargets } from './remove-targets.ts';

/** Removes the targets whose instances are gone, within the guards of rule 4, each with its reason. */
export const pruneTargets: Activity<'pruneTargets'> = async (deps, { approvedRemovals, ...occasion }) => {
  const named = await loadTargeting(deps, occasion.fleet);
  const { ledger } = deps.stores;
  const all = await ledger.rows(occasion.fleet);
  const rows = ofMember(all, named.fleet.scaleSet);
  const orphans = await ledger.orphans(occasion.fleet);
  const plan = planPruning({ rows, orphans, policy: named.fleet.prune, approvedRemovals });
  const removed = await removeTargets(deps, occasion, { named, rows: all, planned: plan.remove });
  await note(deps, occasion, notesOn(plan));
  await ledger.remove(occasion.fleet, [...plan.forget, ...removed.flatMap(({ vmId }) => vmId ?? [])]);
  const gone = new Set(removed.map(({ machineId }) => machineId));
  const left = orphans.filter(({ machineId }) => !gone.has(machineId));
  await ledger.saveOrphans(occasion.fleet, left);
  const letGo = await letGoOfNamed(deps, occasion, { named, rows: all });
  return { pruned: removed.length + letGo, ...(plan.ask === undefined ? {} : { ask: plan.ask }) };
};

function notesOn({ wouldRemove, ask }: PrunePlan): Note[] {
  const dry = wouldRemove.map((each) => noteOnTarget('pruneDryRun', 'Would remove', each));
  const asked = ask ? [{ kind: 'pruneNeedsYes', message: 'Removed nothing', reason: ask }] : [];
  return [...dry, ...asked];
}
