import type { TargetRef } from '../../contracts/reaction.ts';
import type { Question } from '../../contracts/timeline.ts';
import { namesOf } from '../wording.ts';

/** Targets that are the fleet's, but nobody can say which of its instances they stand for. */
export function unmatchedQuestion(targets: TargetRef[], mark: string): Question[] {
  if (targets.length === 0) return [];
  return [
    {
      kind: 'Permanent',
      code: 'targetsUnmatched',
      message: `${namesOf(targets)}: marked with ${mark}, but for which instance cannot be told from name, certificate or address.`,
      nextStep:
        'Let machines register under their computer name, or rename these targets to it; remove in Octopus what is stale.',
    },
  ];
}

/** Targets without an instance that only a role says are the fleet's. */
export function roleOnlyQuestion(
  targets: TargetRef[],
  { mark, roles }: { mark: string; roles: string[] },
): Question[] {
  if (targets.length === 0) return [];
  return [
    {
      kind: 'Permanent',
      code: 'targetsOfRoleOnly',
      message: `${namesOf(targets.map(({ id, name }) => ({ name: `${name} (${id})` })))}: no instance stands behind, and only a role (${roles.join(', ')}) says that they are this fleet's, so they stay.`,
      nextStep: `Let go of those that are stale: POST /api/fleets/{fleet}/reconcile with {"letGo": ["${targets[0]?.id ?? ''}"]}. To keep one: take the role of old away from it. With the role ${mark} it is this fleet's, and goes when no instance is found for it.`,
    },
  ];
}
