import type { Change, Facets, Place, Size } from '../../contracts/rollout/facets.ts';
import type { Gate } from '../../contracts/rollout/gate.ts';
import type { Move } from '../../contracts/rollout/plan.ts';

/** Shorthands, so that a step reads as what happens in it. */
export const OUT_OF_SIGHT: Place = { production: 0, stage: false, mirror: 0 };
export const ON_STAGE: Place = { production: 0, stage: true, mirror: 0 };
export const IN_PRODUCTION: Place = { production: 100, stage: false, mirror: 0 };

export function change(made: Change, why: string): Move {
  return { kind: 'change', change: made, why };
}

/** Sets the size and waits until the machines are there, or gone. */
export function resized(unit: string, to: Size, why: string): Move[] {
  return [change({ facet: 'size', of: unit, to }, why), { kind: 'ready', unit, size: to.desired }];
}

/** Whoever takes another's place grows as that one has grown since the plan was made. */
export function level(unit: string, other: string, most: number): Move {
  return { kind: 'level', unit, with: other, most };
}

export function autoscale(unit: string, to: Facets['autoscale'], why: string): Move {
  return change({ facet: 'autoscale', of: unit, to }, why);
}

export function exposed(front: string, to: Record<string, Place>, why: string): Move {
  return change({ facet: 'exposure', of: front, to }, why);
}

export function labelled(unit: string, to: Record<string, string>, why: string): Move {
  return change({ facet: 'labels', of: unit, to }, why);
}

export function gate(held: Gate): Move {
  return { kind: 'gate', gate: held };
}
