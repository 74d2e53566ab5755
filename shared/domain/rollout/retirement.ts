import type { PlannedStep, UnitSeen } from '../../contracts/rollout/plan.ts';
import { change } from './moves.ts';
import type { Planning } from './planning.ts';

/** Earlier revisions beyond those that are kept go, the oldest too; never one that serves, is protected, or is the base. */
export function retirement({ world, stable, steadySeconds }: Planning, keep: number): PlannedStep[] {
  const earlier = world.units
    .filter(({ revision, name }) => revision > 0 && name !== world.base)
    .sort((a, b) => b.revision - a.revision);
  const surplus = earlier.slice(keep);
  const going = surplus.filter((unit) => mayGo(unit) && unit.name !== stable?.name);
  if (going.length === 0) return [];
  const why = `only ${keep} earlier revisions are kept${protectedOf(surplus)}`;
  return [
    {
      kind: 'finish',
      title: `Remove ${going.map(({ name }) => name).join(', ')}`,
      moves: going.map(({ name }) => change({ facet: 'existence', of: name, to: 'absent' }, why)),
      deadlineSeconds: steadySeconds * going.length,
    },
  ];
}

function mayGo({ isProtected, place }: UnitSeen): boolean {
  return !isProtected && place.production === 0;
}

/** Why they are more than that is said with it. */
function protectedOf(surplus: UnitSeen[]): string {
  const names = surplus.filter(({ isProtected }) => isProtected).map(({ name }) => name);
  return names.length > 0 ? `, and what is locked or protected: ${names.join(', ')}` : '';
}
