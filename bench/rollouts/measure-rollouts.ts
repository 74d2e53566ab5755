import { run } from '../child.ts';
import { growthExponent, rounded } from '../figures.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import type { Canary } from './canary.ts';
import type { ManyCanaries } from './many-canaries.ts';

const SIZES = [10, 100, 1000];
const FLEETS = 100;
/** ARM refills a scale set's list bucket with 10 calls a minute (published throttling limits). */
const CLOSEST_POLL_SECONDS = 6;

/** Canaries of growing size, and many fleets at once; each in a process of its own. */
export async function measureRollouts() {
  const bySize: (Canary & { floor: number; timesTheFloor: number })[] = [];
  for (const instances of SIZES) bySize.push(againstFloor(await canaryOf(instances)));
  const [small, middle, large] = bySize;
  return {
    note:
      'Canaries from 0 to N instances in four phases, in virtual time, the calls of the fleet that sees it come included. ' +
      'Floor: one call per write, and a list of the machines as often as ARM’s limits allow, for as long as it takes.',
    bySize,
    growthExponents: [growth(small, middle), growth(middle, large)],
    manyFleets: await run<ManyCanaries>('./rollouts/program.ts', { fleets: FLEETS }),
  };
}

export type RolloutFigures = Awaited<ReturnType<typeof measureRollouts>>;

function canaryOf(instances: number): Promise<Canary> {
  return inTemporaryFolder((stateDir) => run('./rollouts/program.ts', { instances, stateDir }));
}

function againstFloor(canary: Canary) {
  const { armCalls, simulatedSeconds } = canary;
  const named = Object.entries(armCalls);
  const writes = named.filter(([name]) => !name.startsWith('GET ')).reduce((sum, [, each]) => sum + each, 0);
  const floor = writes + Math.ceil(simulatedSeconds / CLOSEST_POLL_SECONDS);
  const calls = named.reduce((sum, [, each]) => sum + each, 0);
  return { ...canary, calls, floor, timesTheFloor: rounded(calls / floor, 2) };
}

const GROWING = ['wallSeconds', 'activities', 'commits', 'recordBytes'] as const;

/** `p` in `cost ~ N^p`. */
function growth(small: Canary | undefined, large: Canary | undefined) {
  if (!small || !large) throw new Error('a size was not measured');
  const exponents = GROWING.map((what) => [
    what,
    growthExponent([small.instances, small[what]], [large.instances, large[what]]),
  ]);
  return { from: small.instances, to: large.instances, ...(Object.fromEntries(exponents) as Growth) };
}

type Growth = Record<(typeof GROWING)[number], number>;
