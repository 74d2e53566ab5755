import { run } from '../child.ts';
import { median, rounded } from '../figures.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import type { Order } from './program.ts';

const RUNS = 3;
const COUNTS = { one: 1000, five: 500 };

interface Measured {
  seconds: number;
  cpuSeconds: number;
  commits: number;
  floorSeconds: number;
}

/** Orchestrations with one activity and with five, one after the other. */
export async function measureOrchestrations() {
  return {
    note:
      'Started over HTTP, 16 at a time, and run to their ends; history on disk, after a warm-up. Floor: as many plain ' +
      'SQLite transactions of two writes each, in the same process right afterwards.',
    runs: RUNS,
    oneActivity: await figures('one'),
    fiveActivities: await figures('five'),
  };
}

async function figures(orchestration: Order['orchestration']) {
  const count = COUNTS[orchestration];
  const runs: Measured[] = [];
  while (runs.length < RUNS) {
    runs.push(
      await inTemporaryFolder((stateDir) =>
        run<Measured>('./orchestrations/program.ts', { orchestration, count, stateDir } satisfies Order),
      ),
    );
  }
  const rates = runs.map(({ seconds }) => count / seconds);
  return {
    orchestrationsPerSecond: { median: Math.round(median(rates)), worst: Math.round(Math.min(...rates)) },
    cpuMsPerOrchestration: rounded((1000 * median(runs.map(({ cpuSeconds }) => cpuSeconds))) / count, 2),
    commitsPerOrchestration: rounded(median(runs.map(({ commits }) => commits)) / count, 2),
    hostCommitsPerSecond: Math.round(median(runs.map(({ commits, seconds }) => commits / seconds))),
    plainTransactionsPerSecond: Math.round(
      median(runs.map(({ commits, floorSeconds }) => commits / floorSeconds)),
    ),
    ratioToFloor: rounded(median(runs.map(({ seconds, floorSeconds }) => seconds / floorSeconds))),
  };
}
