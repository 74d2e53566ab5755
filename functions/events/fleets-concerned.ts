import { fleetsNear, type Subject } from '../../shared/domain/subjects.ts';
import type { Stores } from '../../shared/ports/stores.ts';
import { inParallel } from '../activities/in-parallel.ts';

/** The fleets that an event's subjects lead to, each once, in the subjects' order. */
export async function fleetsConcerned(stores: Stores, subjects: Subject[]): Promise<string[]> {
  const found = await inParallel(subjects, (subject) => fleetsOf(stores, subject));
  return [...new Set(found.flat())];
}

async function fleetsOf(stores: Stores, subject: Subject): Promise<string[]> {
  if (subject.kind === 'scaleSet') return asList(await stores.fleets.ofScaleSet(subject.id));
  if (subject.kind === 'machine') return asList(await fleetOfMachine(stores, subject));
  return fleetsNear(subject.id, await stores.fleets.list());
}

/** By its name where that speaks of a scale set, else by the ledgers; a ledger outlives its fleet. */
async function fleetOfMachine(
  stores: Stores,
  { id, namesake }: Extract<Subject, { kind: 'machine' }>,
): Promise<string | undefined> {
  const byName = namesake === undefined ? undefined : await stores.fleets.ofScaleSet(namesake);
  if (byName !== undefined) return byName;
  const known = await stores.ledger.fleetOf(id);
  return known !== undefined && (await stores.fleets.get(known)) ? known : undefined;
}

function asList(fleet: string | undefined): string[] {
  return fleet === undefined ? [] : [fleet];
}
