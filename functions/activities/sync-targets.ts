import type { Occasion } from '../../shared/contracts/activities.ts';
import { ownerMark } from '../../shared/contracts/fleet.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Question } from '../../shared/contracts/timeline.ts';
import type { TargetRef } from '../../shared/contracts/reaction.ts';
import { type Linked, type LinkInput, linkTargets } from '../../shared/domain/targets/link-targets.ts';
import { formerRows, ofMembers } from '../../shared/domain/members.ts';
import { isThereAsFarAsKnown } from '../../shared/domain/standing.ts';
import { isAddressed } from '../../shared/domain/targets/match-targets.ts';
import { hasRole, isMark, ownershipOf } from '../../shared/domain/targets/ownership.ts';
import { suspects } from '../../shared/domain/targets/renewal.ts';
import { roleOnlyQuestion, unmatchedQuestion } from '../../shared/domain/targets/target-questions.ts';
import { toldLinks } from '../../shared/domain/targets/told.ts';
import { hopefulCount, unregistered } from '../../shared/domain/unregistered.ts';
import type { Target } from '../../shared/ports/target-registry.ts';
import { neededAddresses } from '../../shared/domain/targets/called-address.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activity } from './answering.ts';
import { withAddresses } from './addresses.ts';
import {
  loadFleet,
  loadTargeting,
  note,
  saveChanged,
  type Targeting,
  union,
  updateReaction,
} from './fleet-context.ts';
import { inParallel } from './in-parallel.ts';
import { listTargets } from './list-targets.ts';
import { othersOnServer } from './others-on-server.ts';
import { ask } from './questions.ts';

/** So that an activity stays well under a function's time-out. */
const MOST_MARKED = 200;

/**
 * Compares the ledger with the targets Octopus has: adopts those that registered themselves, drops links to those that
 * were removed behind our back (R11), marks what is linked, and remembers owned ones without an instance.
 */
export const syncTargets: Activity<'syncTargets'> = async (deps, { look, ...occasion }) => {
  const named = await loadTargeting(deps, occasion.fleet);
  if (!named) return withoutTargets(deps, occasion.fleet);
  const { register, prune } = named.fleet;
  const { connection, targetName } = named.settings;
  const before = await deps.stores.ledger.rows(occasion.fleet);
  const known = await deps.stores.ledger.orphans(occasion.fleet);
  const targets = await listTargets(deps, named);
  const needed = { ...neededAddresses(connection), isPrivate: true };
  const rows = addressesMatter(before, targets)
    ? await withAddresses(deps, named, { rows: before, needed })
    : before;
  const linked = await linkKnowingOthers(deps, named, {
    ...{ rows, targets, roles: rolesToAdoptBy(deps, named), orphans: known },
    ...{ ownership: ownershipOf(deps.installation, named, []), claimed: new Set() },
    ...{ connection: connection.kind, nameTemplate: targetName, at: occasion.at, look },
    secondLookSeconds: prune.secondLookSeconds,
  });
  await updateReaction(deps, occasion, (reaction) => ({ adopted: union(reaction.adopted, linked.adopted) }));
  const isNew = ({ machineId }: { machineId: string }) => !known.some((each) => each.machineId === machineId);
  await note(deps, occasion, toldLinks({ ...linked, strays: linked.orphans.filter(isNew) }));
  await saveChanged(deps, occasion.fleet, { before, after: linked.rows });
  await deps.stores.ledger.saveOrphans(occasion.fleet, linked.orphans);
  await markLinked(deps, named, linked.unmarked);
  await askAbout(deps, occasion, { named, linked });
  const own = ofMembers(linked.rows, named.members);
  const toProve = connection.kind !== 'polling' ? suspects(own, occasion.at).length : 0;
  return {
    orphans: linked.orphans.length,
    unregistered: unregistered(own).length + toProve,
    ...(linked.rows.length > own.length ? { former: linked.rows.length - own.length } : {}),
    hopeful: hopefulCount(own, { at: occasion.at, waitMinutes: register.waitMinutes }),
  };
};

/** Workers have no roles: only those are taken that name the fleet. */
function rolesToAdoptBy({ installation }: Dependencies, { name, settings }: Targeting): string[] {
  return settings.workerPools ? [ownerMark(installation, name)] : settings.roles;
}

/** Only machines that are the fleet's no more are still to be done with. */
async function withoutTargets(deps: Dependencies, fleet: string) {
  const { members } = await loadFleet(deps, fleet);
  const former = formerRows(await deps.stores.ledger.rows(fleet), members).length;
  return { orphans: 0, unregistered: 0, hopeful: 0, ...(former > 0 ? { former } : {}) };
}

/** Some target that nobody is linked to is called at an address, and some instance without one has none on record. */
function addressesMatter(rows: LedgerRow[], targets: Target[]): boolean {
  const linked = new Set(rows.map(({ target }) => target?.machineId));
  const isFree = (target: Target) =>
    !linked.has(target.machineId) && isAddressed(target) && !target.roles.some(isMark);
  const lacks = (row: LedgerRow) => !row.target && row.address === undefined && isThereAsFarAsKnown(row);
  return rows.some(lacks) && targets.some(isFree);
}

/** What others have matters only where a role alone would decide, which is rare: then all of them are looked at. */
async function linkKnowingOthers(deps: Dependencies, named: Targeting, input: LinkInput): Promise<Linked> {
  const alone = linkTargets(input);
  const adopted = new Set(alone.adopted.map(({ id }) => id));
  const onRolesAlone = ({ machineId, roles }: LinkInput['targets'][number]) =>
    adopted.has(machineId) && !hasRole(roles, input.ownership.mark);
  if (!input.targets.some(onRolesAlone) && alone.roleOnly.length === 0) return alone;
  const { others, claimed } = await othersOnServer(deps, named);
  return linkTargets({ ...input, claimed, ownership: ownershipOf(deps.installation, named, others) });
}

/** Targets that were linked before there was the mark, and those that registered themselves without it. */
async function markLinked(deps: Dependencies, named: Targeting, unmarked: TargetRef[]): Promise<void> {
  const { mark } = ownershipOf(deps.installation, named, []);
  await inParallel(unmarked.slice(0, MOST_MARKED), async ({ id }) => {
    try {
      await deps.registry.addRole(named.scope, id, mark);
    } catch (error) {
      // One that Octopus will not have changed stays linked all the same.
      if (!(error instanceof ProblemError) || error.problem.kind !== 'InvalidInput') throw error;
    }
  });
}

async function askAbout(
  deps: Dependencies,
  occasion: Occasion,
  { named, linked }: { named: Targeting; linked: Linked },
): Promise<void> {
  const { mark, formerRoles } = ownershipOf(deps.installation, named, []);
  const problems: Question[] = [
    ...unmatchedQuestion(linked.unmatched, mark),
    ...roleOnlyQuestion(linked.roleOnly, { mark, roles: formerRoles }),
  ];
  await ask(deps, occasion, { codes: ['targetsUnmatched', 'targetsOfRoleOnly'], problems });
}
