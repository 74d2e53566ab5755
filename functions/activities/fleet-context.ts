import type { Occasion } from '../../shared/contracts/activities.ts';
import { type NamedFleet, ownerMark } from '../../shared/contracts/fleet.ts';
import type { LedgerRow } from '../../shared/contracts/ledger.ts';
import type { Told } from '../../shared/contracts/timeline.ts';
import { ProblemError } from '../../shared/contracts/problem.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import { type Members, membersOf } from '../../shared/domain/members.ts';
import { type TargetSettings, targetSettings } from '../../shared/domain/targets/target-settings.ts';
import type { ResolvedTargeting } from '../../shared/ports/target-registry.ts';
import { logTold } from '../telemetry/log-told.ts';
import { shortHash } from '../../shared/tables/row-key.ts';
import type { Dependencies } from '../dependencies.ts';

/** A fleet and whose machines are its own now. */
export interface FleetNow extends NamedFleet {
  members: Members;
}

/** `undefined`: it was deleted in the meantime. */
export async function findFleetNow({ stores }: Dependencies, name: string): Promise<FleetNow | undefined> {
  const named = await stores.fleets.get(name);
  return named && { ...named, members: membersOf(named.fleet, await stores.fleets.members(named)) };
}

/** The fleet; throws Permanent `fleetNotFound` when it was deleted in the meantime. */
export async function loadFleet(deps: Dependencies, name: string): Promise<FleetNow> {
  const found = await findFleetNow(deps, name);
  if (found) return found;
  const nextStep = 'Create it with PUT /api/fleets/{fleet}, or leave it: nothing more is done for it.';
  throw new ProblemError({
    kind: 'Permanent',
    code: 'fleetNotFound',
    message: `There is no fleet ${name}.`,
    nextStep,
  });
}

/** A fleet, what it says of its targets, and its names as its registry's ids. */
export interface Targeting extends FleetNow {
  settings: TargetSettings;
  scope: ResolvedTargeting;
}

/** `undefined`: the fleet has no registry, so there is nothing to do about targets. */
export async function loadTargeting(deps: Dependencies, name: string): Promise<Targeting | undefined> {
  const named = await loadFleet(deps, name);
  const settings = targetSettings(named.fleet);
  return settings && { ...named, settings, scope: await resolveTargets(deps, named) };
}

/** Asks the fleet's registry for what the fleet names there. */
export async function resolveTargets(
  { registry, installation }: Dependencies,
  { name, fleet }: NamedFleet,
): Promise<ResolvedTargeting> {
  const scope = await registry.resolve({ name, fleet, mark: ownerMark(installation, name) });
  return { ...scope, fleet: name };
}

/**
 * Writes to the timeline. The keys depend on nothing but the occasion and what is said: an activity that is repeated writes
 * the same line over, and one that finds something else meanwhile adds its own. Told before whatever would make a repetition
 * find nothing to tell.
 */
export async function note(
  deps: Dependencies,
  { fleet, reactionId, at }: Occasion,
  told: Told[],
): Promise<void> {
  if (told.length === 0) return;
  const entries = told.map(({ subject = '', ...entry }, index) => ({
    ...entry,
    at,
    reactionId,
    key: `${at}|${String(index).padStart(3, '0')}|${entry.kind}|${subject}|${shortHash(entry.message)}`,
  }));
  await deps.stores.timeline.append(fleet, entries);
  logTold(fleet, entries);
}

/** Changes the reaction's record; a reaction that is not there (the fleet was just made again) stays away. */
export async function updateReaction(
  deps: Dependencies,
  { fleet, reactionId, at }: Occasion,
  change: (reaction: Reaction) => Partial<Reaction>,
): Promise<void> {
  const reaction = await deps.stores.reactions.get(fleet, reactionId);
  if (reaction) await deps.stores.reactions.save({ ...reaction, ...change(reaction), movedAt: at });
}

/** Saves only the rows that are not the same object any more. */
export async function saveChanged(
  deps: Dependencies,
  fleet: string,
  rows: { before: LedgerRow[]; after: LedgerRow[] },
): Promise<LedgerRow[]> {
  const known = new Set(rows.before);
  const changed = rows.after.filter((row) => !known.has(row));
  if (changed.length > 0) await deps.stores.ledger.save(fleet, changed);
  return changed;
}

/** `right` added to `left`, each id once. */
export function union<T extends { id: string }>(left: T[], right: T[]): T[] {
  return [...new Map([...left, ...right].map((each) => [each.id, each])).values()];
}
