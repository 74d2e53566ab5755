import type { Occasion } from '../../shared/contracts/activities.ts';
import { ownerRole } from '../../shared/contracts/fleet.ts';
import { type Linked, linkTargets } from '../../shared/domain/link-targets.ts';
import { hopefulCount, unregistered } from '../../shared/domain/unregistered.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { loadTargeting, namesOf, note, saveChanged, union, updateReaction } from './fleet-context.ts';

/**
 * Compares the ledger with the targets Octopus has: adopts those that registered themselves, drops links to those that
 * were removed behind our back (R11), and remembers owned ones without an instance.
 */
export const syncTargets: Activity<'syncTargets'> = async (deps, { look, ...occasion }) => {
  const named = await loadTargeting(deps, occasion.fleet);
  const owner = ownerRole(named);
  const { roles } = named.fleet.octopus;
  const targets = await deps.registry.list(named.scope, [owner, ...roles.slice(0, 1)]);
  const before = await deps.stores.ledger.rows(occasion.fleet);
  const known = await deps.stores.ledger.orphans(occasion.fleet);
  const linked = linkTargets({
    ...{ rows: before, targets, roles, ownerRole: owner, orphans: known, at: occasion.at, look },
    secondLookSeconds: named.fleet.prune.secondLookSeconds,
  });
  await saveChanged(deps, occasion.fleet, { before, after: linked.rows });
  await deps.stores.ledger.saveOrphans(occasion.fleet, linked.orphans);
  await updateReaction(deps, occasion, (reaction) => ({ adopted: union(reaction.adopted, linked.adopted) }));
  const strays = linked.orphans.filter(
    ({ machineId }) => !known.some((orphan) => orphan.machineId === machineId),
  );
  await tell(deps, occasion, { ...linked, strays });
  return {
    orphans: linked.orphans.length,
    unregistered: unregistered(linked.rows).length,
    hopeful: hopefulCount(linked.rows, { at: occasion.at, waitMinutes: named.fleet.register.waitMinutes }),
  };
};

async function tell(
  deps: Dependencies,
  occasion: Occasion,
  { adopted, lost, strays }: Pick<Linked, 'adopted' | 'lost'> & { strays: { name: string }[] },
): Promise<void> {
  const lines: [string, string, { name: string }[], string][] = [
    ['targetsAdopted', 'Found the targets of', adopted, 'they registered themselves, or were there before'],
    ['targetsLost', 'Targets were removed elsewhere:', lost, 'Octopus no longer has them; registered again'],
    [
      'targetsStray',
      'No instance stands behind',
      strays,
      'owned by this fleet; removed when a second look agrees',
    ],
  ];
  const notes = lines.filter(([, , targets]) => targets.length > 0);
  await note(
    deps,
    occasion,
    notes.map(([kind, words, targets, reason]) => ({
      kind,
      message: `${words} ${namesOf(targets)}`,
      reason,
    })),
  );
}
