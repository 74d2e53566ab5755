import type { Problem } from '../../contracts/problem.ts';
import type { TargetRef } from '../../contracts/reaction.ts';

const MOST_NAMED = 10;

/** Targets that are the fleet's, but nobody can say which of its instances they stand for. */
export function unmatchedQuestion(targets: TargetRef[], mark: string): Problem[] {
  if (targets.length === 0) return [];
  return [
    {
      kind: 'Permanent',
      code: 'targetsUnmatched',
      message: `${named(targets)}: marked with ${mark}, but for which instance cannot be told from name, certificate or address.`,
      nextStep:
        'Let machines register under their computer name, or rename these targets to it; remove in Octopus what is stale.',
    },
  ];
}

/** Targets without an instance that only a role says are the fleet's. */
export function roleOnlyQuestion(
  targets: TargetRef[],
  { mark, roles }: { mark: string; roles: string[] },
): Problem[] {
  if (targets.length === 0) return [];
  return [
    {
      kind: 'Permanent',
      code: 'targetsOfRoleOnly',
      message: `${named(targets)}: no instance stands behind, and only a role (${roles.join(', ')}) says that they are this fleet's, so they stay.`,
      nextStep: `Remove in Octopus those that are stale. To keep one for this fleet: give it the role ${mark}. Otherwise take the role of old away from it.`,
    },
  ];
}

function named(targets: TargetRef[]): string {
  const names = targets.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = targets.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}
