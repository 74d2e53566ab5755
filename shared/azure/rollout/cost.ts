import type { Change } from '../../contracts/rollout/facets.ts';

interface Cost {
  calls: number;
  seconds: number;
}

/** The checks come first: they are a part of what the new unit costs. */
const MADE: Cost = { calls: 22, seconds: 10 };
/** A set goes with its machines, one after the other. */
const REMOVED: Cost = { calls: 12, seconds: 60 };
const UNCHANGED: Cost = { calls: 3, seconds: 5 };
const SHRUNK: Cost = { calls: 16, seconds: 30 };

/**
 * Reads before and after, the write, a poll each ten seconds until Azure is done, and the looks of the fleet, whose members
 * change meanwhile. As counted on the simulated Azure, which takes as long as was seen on real scale sets.
 */
export function costOf(change: Change, machines: ReadonlyMap<string, number>): Cost {
  switch (change.facet) {
    case 'existence':
      return change.to === 'absent' ? REMOVED : MADE;
    case 'size':
      return costOfSize(change.to.desired - (machines.get(change.of) ?? 0), Math.max(1, machines.size));
    case 'autoscale':
      return { calls: 3, seconds: 1 };
    case 'labels':
      return { calls: 9, seconds: 12 };
    case 'exposure': {
      const moved = Object.keys(change.to).reduce((sum, unit) => sum + (machines.get(unit) ?? 0), 0);
      return { calls: Math.round(40 + 0.4 * moved), seconds: Math.round(30 + 1.3 * moved) };
    }
  }
}

/** The slowest of many takes longer than one alone, yet never longer than the slowest of all. The fleet looks at each of its units. */
function costOfSize(grownBy: number, units: number): Cost {
  if (grownBy <= 0) return grownBy === 0 ? UNCHANGED : SHRUNK;
  const seconds = Math.round(45 + (150 * grownBy) / (grownBy + 2));
  return { calls: Math.round(2 + 4 * units + seconds * (0.09 + 0.08 * units)), seconds };
}
