import { run } from '../child.ts';
import { growthExponent, median } from '../figures.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import type { Conditions } from './fleet-under-test.ts';
import type { ScaleOut } from './scale-out.ts';

type Measured = ScaleOut & { peakMemoryMib: number };
type Asked = Omit<Conditions, 'stateDir'>;

const SIZES = [10, 100, 1000];
/** An even draw over this range: of a hundred instances the last is ready after about 180 s. */
const THREE_MINUTES: [number, number] = [45, 180];
const SEEDS = Array.from({ length: 100 }, (_each, index) => index + 1);
const RUNS_PER_SIZE = 3;

/**
 * Scale-outs of growing size, and the one of three minutes with many seeds, without over-provisioning and with it.
 * `distribution`: how many seeds these two are lived through with.
 */
export async function measureScaleOuts(distribution = SEEDS.length) {
  const sizes = await series(SIZES.flatMap((instances) => seeds(RUNS_PER_SIZE, { instances })));
  const overprovisioned = await series(SIZES.map((instances) => asked({ instances, overprovision: true })));
  const threeMinutes = await distributionOf(distribution);
  const threeMinutesOverprovisioned = await distributionOf(distribution, { overprovision: true });
  const bySize = SIZES.map((instances) => summary(of(sizes, instances)));
  return {
    note:
      'From 0 to N instances in virtual time, listening Tentacles, files on disk; app, host and both simulators in one ' +
      'process of its own for each run. Calls are all those from the hint to the recorded end of the deployment.',
    bySize,
    overprovisioned: SIZES.map((instances) => summary(of(overprovisioned, instances))),
    growthExponents: growth(bySize),
    threeMinutes: { note: 'The one hint comes at the start; no events, no timer.', ...threeMinutes },
    threeMinutesOverprovisioned,
  };
}

/** A hundred instances in three minutes; the seed draws when each is ready, and which of them are taken away again. */
export async function distributionOf(count: number, wish: Partial<Asked> = {}): Promise<Summary> {
  return summary(await series(seeds(count, { instances: 100, ...wish })));
}

function asked(wish: Partial<Asked> & Pick<Asked, 'instances'>): Asked {
  return { overprovision: false, seed: 1, readySeconds: THREE_MINUTES, ...wish };
}

function seeds(count: number, wish: Partial<Asked> & Pick<Asked, 'instances'>): Asked[] {
  return SEEDS.slice(0, count).map((seed) => asked({ ...wish, seed }));
}

/** One after the other: two at once would disturb each other on two cores. */
async function series(wanted: Asked[]): Promise<(Asked & Measured)[]> {
  const results: (Asked & Measured)[] = [];
  for (const each of wanted) results.push({ ...each, ...(await one(each)) });
  return results;
}

function one(conditions: Asked): Promise<Measured> {
  return inTemporaryFolder((stateDir) => run('./scale-out/program.ts', { ...conditions, stateDir }));
}

function of<T extends Asked>(results: T[], instances: number): T[] {
  return results.filter((each) => each.instances === instances);
}

export type Summary = ReturnType<typeof summary>;

/** Median and worst of several runs. */
function summary(runs: (Asked & Measured)[]) {
  const spread = (value: (run: Measured) => number) => {
    const values = runs.map(value);
    const sorted = [...values].sort((a, b) => a - b);
    const p90 = sorted[Math.ceil(sorted.length * 0.9) - 1] ?? Number.NaN;
    return { median: median(values), p90, worst: Math.max(...values) };
  };
  return {
    instances: runs[0]?.instances ?? 0,
    runs: runs.length,
    wallSeconds: spread((run) => run.wallSeconds),
    peakMemoryMib: spread((run) => run.peakMemoryMib),
    armCalls: spread((run) => sum(run.armCalls)),
    octopusCalls: spread((run) => sum(run.octopusCalls)),
    secondsToLastReady: spread((run) => run.secondsToLastReady),
    secondsFromLastReadyToRequest: spread((run) => run.secondsFromLastReadyToRequest),
    largestPayloadBytes: spread((run) => run.largestPayloadBytes),
    callsOfFirstRun: { arm: runs[0]?.armCalls ?? {}, octopus: runs[0]?.octopusCalls ?? {} },
  };
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}

const GROWING = ['wallSeconds', 'peakMemoryMib', 'armCalls', 'octopusCalls', 'largestPayloadBytes'] as const;

/** `p` in `cost ~ N^p`, from each size to the next. */
function growth(sizes: Summary[]) {
  return sizes.slice(1).map((large, index) => {
    const small = sizes[index] ?? large;
    const exponents = GROWING.map((what) => [
      what,
      growthExponent([small.instances, small[what].median], [large.instances, large[what].median]),
    ]);
    return { from: small.instances, to: large.instances, ...Object.fromEntries(exponents) } as Growth;
  });
}

type Growth = { from: number; to: number } & Record<(typeof GROWING)[number], number>;
