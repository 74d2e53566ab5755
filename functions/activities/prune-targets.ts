import { type NamedFleet, ownerMark } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { type PruneCandidate, planPruning, type PrunePlan } from '../../shared/domain/plan-pruning.ts';
import { stillOurs } from '../../shared/domain/targets/still-ours.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, note, type Note, union, updateReaction } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';
import { listTargets } from './list-targets.ts';

/** Removes the targets whose instances are gone, within the guards of rule 4, each with its reason. */
export const pruneTargets: Activity<'pruneTargets'> = async (deps, { approvedRemovals, ...occasion }) => {
  const named = await loadTargeting(deps, occasion.fleet);
  const { fleet, scope } = named;
  const { ledger } = deps.stores;
  const rows = await ledger.rows(occasion.fleet);
  const orphans = await ledger.orphans(occasion.fleet);
  const planned = planPruning({ rows, orphans, policy: fleet.prune, approvedRemovals });
  const plan = { ...planned, remove: await verified(deps, named, { rows, remove: planned.remove }) };
  await inParallel(plan.remove, ({ machineId }) => deps.registry.deregister(scope, machineId));
  await note(deps, occasion, notesOn(plan));
  const pruned = plan.remove.map(({ machineId, name }) => ({ id: machineId, name }));
  await updateReaction(deps, occasion, (reaction) => ({ pruned: union(reaction.pruned, pruned) }));
  // The ledger forgets last: until then a crash in between only removes again what is gone already.
  const removed = new Set(plan.remove.map(({ machineId }) => machineId));
  await ledger.remove(occasion.fleet, [...plan.forget, ...plan.remove.flatMap(({ vmId }) => vmId ?? [])]);
  await ledger.saveOrphans(
    occasion.fleet,
    orphans.filter(({ machineId }) => !removed.has(machineId)),
  );
  return { pruned: pruned.length, ...(plan.ask === undefined ? {} : { ask: plan.ask }) };
};

/** The ledger is minutes old; what is removed is looked at once more, in one call. */
async function verified(
  deps: Dependencies,
  named: NamedFleet & { scope: ResolvedTargeting },
  { rows, remove }: { rows: LedgerRow[]; remove: PruneCandidate[] },
): Promise<PruneCandidate[]> {
  if (remove.length === 0) return [];
  const targets = await listTargets(deps, named);
  return stillOurs(remove, { rows, targets, mark: ownerMark(deps.installation, named.name) });
}

function notesOn({ remove, wouldRemove, ask }: PrunePlan): Note[] {
  const removed = remove.map((each) => noteOn('targetPruned', 'Removed', each));
  const dry = wouldRemove.map((each) => noteOn('pruneDryRun', 'Would remove', each));
  const asked = ask ? [{ kind: 'pruneNeedsYes', message: 'Removed nothing', reason: ask }] : [];
  return [...removed, ...dry, ...asked];
}

function noteOn(kind: string, verb: string, { machineId, name, reason }: PruneCandidate): Note {
  return { kind, subject: machineId, message: `${verb} ${name}`, reason, data: { machineId } };
}
