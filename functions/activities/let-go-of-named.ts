import type { Occasion } from '../../shared/contracts/activities.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import { roleOnlyAmong } from '../../shared/domain/targets/link-targets.ts';
import { ownershipOf } from '../../shared/domain/targets/ownership.ts';
import { roleOnlyQuestion } from '../../shared/domain/targets/target-questions.ts';
import { toldLettingGo } from '../../shared/domain/targets/told.ts';
import type { Dependencies } from '../dependencies.ts';
import { note, type Targeting, union, updateReaction } from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';
import { listTargets } from './list-targets.ts';
import { othersOnServer } from './others-on-server.ts';
import { ask } from './questions.ts';

interface LettingGo {
  named: Targeting;
  rows: LedgerRow[];
  /** Ids. */
  wanted: string[];
}

/**
 * Removes the targets that an operator named in this reaction's hints, as long as they still are what the question was
 * about: without an instance, nobody else's, and the fleet's by a role alone. Answers how many went.
 */
export async function letGoOfNamed(
  deps: Dependencies,
  occasion: Occasion,
  { named, rows, wanted }: LettingGo,
): Promise<number> {
  if (wanted.length === 0) return 0;
  const { others, claimed } = await othersOnServer(deps, named);
  const ownership = ownershipOf(deps.installation, named, others);
  const roleOnly = roleOnlyAmong(await listTargets(deps, named), { rows, ownership, claimed });
  const going = roleOnly.filter(({ id }) => wanted.includes(id));
  const refused = wanted.filter((id) => !going.some((each) => each.id === id));
  const { dryRun } = named.fleet.prune;
  // Before it is done: a repetition finds nobody to tell of any more.
  await note(deps, occasion, toldLettingGo({ going, refused, dryRun }));
  if (dryRun) return 0;
  await updateReaction(deps, occasion, ({ pruned }) => ({ pruned: union(pruned, going) }));
  await inParallel(going, ({ id }) => deps.registry.deregister(named.scope, id));
  const left = roleOnly.filter(({ id }) => !wanted.includes(id));
  const problems = roleOnlyQuestion(left, { mark: ownership.mark, roles: ownership.formerRoles });
  await ask(deps, occasion, { codes: ['targetsOfRoleOnly'], problems });
  return going.length;
}
