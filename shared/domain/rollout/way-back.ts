import type { Facet, Facets, Place, Size } from '../../contracts/rollout/facets.ts';
import type { Move } from '../../contracts/rollout/plan.ts';
import type { Entry } from '../../contracts/rollout/record.ts';
import { autoscale, change, exposed, labelled, resized } from './moves.ts';

const WHY = 'as it was before the rollout';

interface Back {
  journal: Entry[];
  newUnit: string;
  /** Only what was changed from this step of the plan on is taken back. */
  fromStep: number;
}

/**
 * The way back: for everything that was changed the earliest value it had, put in an order of its own, so that nothing
 * dips: grow, expose, hide, shrink, autoscale, labels, remove. The journal read backwards would shrink before it grows.
 */
export function wayBack({ journal, newUnit, fromStep }: Back): Move[] {
  const concerned = journal.filter(({ step, direction }) => direction === 'forward' && step >= fromStep);
  const isNew = (of: string) => of === newUnit;
  const isRemoved = concerned.some((entry) => entry.facet === 'existence' && isNew(entry.of));
  const sizes = changed(concerned, 'size').filter(({ of }) => !(isRemoved && isNew(of)));
  const grown = sizes.filter(({ before, now }) => before.desired >= now.desired);
  const shrunk = sizes.filter(({ before, now }) => before.desired < now.desired);
  return [
    ...quietened(concerned),
    ...grown.flatMap(({ of, before }) => resized(of, before, WHY)),
    ...changed(concerned, 'exposure').flatMap(({ of, before, now }) => restored(of, before, now)),
    ...shrunk.flatMap(({ of, before }) => resized(of, before, WHY)),
    ...(isRemoved && sizesOf(concerned, newUnit) ? [emptied(newUnit)] : []),
    ...changed(concerned, 'autoscale')
      .filter(({ of }) => !(isRemoved && isNew(of)))
      .map(({ of, before }) => autoscale(of, before, WHY)),
    ...changed(concerned, 'labels')
      .filter(({ of }) => !(isRemoved && isNew(of)))
      .map(({ of, before }) => labelled(of, before, WHY)),
    ...(isRemoved
      ? [change({ facet: 'existence', of: newUnit, to: 'absent' }, 'it was made by this rollout')]
      : []),
  ];
}

interface Changed<F extends Facet> {
  of: string;
  /** What it was at first, and what it was last made. */
  before: Facets[F];
  now: Facets[F];
}

function changed<F extends Facet>(journal: Entry[], facet: F): Changed<F>[] {
  const found = new Map<string, Changed<F>>();
  for (const entry of journal) {
    if (!isOf(entry, facet)) continue;
    const { of, before, to } = entry;
    found.set(of, { of, before: found.get(of)?.before ?? before, now: to });
  }
  return [...found.values()];
}

function isOf<F extends Facet>(entry: Entry, facet: F): entry is Extract<Entry, { facet: F }> & Values<F> {
  return entry.facet === facet;
}

interface Values<F extends Facet> {
  before: Facets[F];
  to: Facets[F];
}

/** Whatever was put under autoscale by this rollout would resize what is being brought back. */
function quietened(journal: Entry[]): Move[] {
  return changed(journal, 'autoscale')
    .filter(({ now }) => now !== 'off')
    .map(({ of }) => autoscale(of, 'off', 'nobody else may resize it meanwhile'));
}

/** Whoever comes back joins before anybody leaves: the pool is never empty. */
function restored(front: string, before: Record<string, Place>, now: Record<string, Place>): Move[] {
  const returning = Object.keys(before).filter(
    (unit) => productionOf(before, unit) > productionOf(now, unit),
  );
  if (returning.length === 0) return [exposed(front, before, WHY)];
  const both = Object.fromEntries(
    Object.entries(now).map(([unit, place]) => [
      unit,
      returning.includes(unit) ? (before[unit] ?? place) : place,
    ]),
  );
  return [
    exposed(front, both, 'whoever comes back joins before anybody leaves'),
    ...returning.map((unit): Move => ({ kind: 'reachable', unit })),
    exposed(front, before, WHY),
  ];
}

function productionOf(places: Record<string, Place>, unit: string): number {
  return places[unit]?.production ?? 0;
}

function sizesOf(journal: Entry[], unit: string): boolean {
  return journal.some(({ facet, of }) => facet === 'size' && of === unit);
}

/** Nobody waits for its last machine: one that hangs must not keep the way back from its end, and goes with its unit. */
function emptied(newUnit: string): Move {
  const none: Size = { min: 0, desired: 0, max: 0 };
  return change({ facet: 'size', of: newUnit, to: none }, 'it goes');
}
