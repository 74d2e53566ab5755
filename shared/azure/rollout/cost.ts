import type { Change } from '../../contracts/rollout/facets.ts';

interface Cost {
  calls: number;
  seconds: number;
}

/** Reads before and after, the write, and a poll each ten seconds of what it usually takes; as seen on real scale sets. */
const COSTS: Record<Change['facet'], Cost> = {
  existence: { calls: 8, seconds: 30 },
  size: { calls: 15, seconds: 120 },
  autoscale: { calls: 3, seconds: 2 },
  exposure: { calls: 12, seconds: 60 },
  labels: { calls: 4, seconds: 12 },
};

export function costOf({ facet, to }: Change): Cost {
  // A set goes with its machines, one after the other.
  return facet === 'existence' && to === 'absent' ? { calls: 8, seconds: 60 } : COSTS[facet];
}
