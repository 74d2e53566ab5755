import { run, serve } from '../child.ts';
import { median, percentile, rounded } from '../figures.ts';
import { inTemporaryFolder } from '../in-temporary-folder.ts';
import type { Cost } from './cost.ts';
import type { HintCalls } from './count-hints.ts';
import type { Aim, Answers } from './send.ts';
import type { Order } from './sender-program.ts';

const RUNS = 3;
const OFFERED = { perSecond: 200, seconds: 10 };
const FLOOR_SECONDS = 4;
const MOST_SECONDS = 2;
const SENDERS = 16;
const WARM_UP = { perSecond: 200, seconds: 3 };

/** Hints through both doors in turn, all of them about one fleet: that is the worst case, one inbox and one bell. */
export async function measureHints() {
  const calls = await run<HintCalls>('./hints/count-program.ts', null);
  const { runs, cost } = await inTemporaryFolder(allRuns);
  const app = merged(runs.map((each) => each.app));
  const floor = merged(runs.map((each) => each.floor));
  return {
    note:
      'Both doors in turn over real HTTP, all hints for one fleet; sender and server are processes of their own, state on ' +
      'disk. Latency counts from when a request was due (open loop). Floor: a bare node:http server that answers 202.',
    runs: RUNS,
    offeredPerSecond: OFFERED.perSecond,
    /** Of the store and of the host; the same on every machine. */
    calls,
    app: {
      ...app,
      /** Steadier than time on a busy machine; the reactions and the simulators are in it. */
      cpuMsPerHint: rounded(
        (1000 * cost.cpuSeconds) / runs.reduce((sum, run) => sum + run.app.acknowledged, 0),
        2,
      ),
      peakMemoryMib: cost.peakMemoryMib,
    },
    floor,
    ratioToFloor: {
      p99: rounded(app.p99Ms.median / floor.p99Ms.median),
      mostPerSecond: rounded(floor.mostPerSecond.median / app.mostPerSecond.median),
    },
  };
}

type Run = { app: Figures; floor: Figures };

interface Figures {
  acknowledged: number;
  acknowledgedPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  mostPerSecond: number;
  refused: number;
}

/** The same hints for the app and for the floor, in turn, so that both have the machine as it is then. */
async function allRuns(stateDir: string): Promise<{ runs: Run[]; cost: Cost }> {
  const app = await serve<Aim>('./hints/app-program.ts', { stateDir });
  const floor = await serve<Pick<Aim, 'url'>>('./hints/floor-program.ts', null);
  const aims = { app: app.ready, floor: { ...app.ready, ...floor.ready } };
  try {
    const runs = await runsAgainst(aims);
    return { runs, cost: (await app.stop()) as Cost };
  } finally {
    await floor.stop();
  }
}

async function runsAgainst(aims: Record<keyof Run, Aim>): Promise<Run[]> {
  await send({ aim: aims.app, ...WARM_UP });
  await send({ aim: aims.floor, ...WARM_UP });
  const runs: Run[] = [];
  while (runs.length < RUNS) {
    const app = await figuresOf(aims.app, OFFERED.seconds);
    runs.push({ app, floor: await figuresOf(aims.floor, FLOOR_SECONDS) });
  }
  return runs;
}

async function figuresOf(aim: Aim, seconds: number): Promise<Figures> {
  const steady = await send({ aim, ...OFFERED, seconds });
  const most = await send({ aim, senders: SENDERS, seconds: MOST_SECONDS });
  return figures(steady, most);
}

function send(order: Order): Promise<Answers> {
  return run<Answers>('./hints/sender-program.ts', order);
}

function figures(steady: Answers, most: Answers): Figures {
  return {
    acknowledged: steady.latencies.length + most.latencies.length,
    acknowledgedPerSecond: rounded(steady.latencies.length / steady.seconds),
    p50Ms: rounded(percentile(steady.latencies, 0.5), 2),
    p99Ms: rounded(percentile(steady.latencies, 0.99), 2),
    mostPerSecond: Math.round(most.latencies.length / most.seconds),
    refused: sum(steady.refused) + sum(most.refused),
  };
}

/** Median and worst over the runs. */
function merged(runs: Figures[]) {
  const values = (what: keyof Figures) => runs.map((each) => each[what]);
  const low = (what: keyof Figures) => ({ median: median(values(what)), worst: Math.min(...values(what)) });
  const high = (what: keyof Figures) => ({ median: median(values(what)), worst: Math.max(...values(what)) });
  return {
    acknowledgedPerSecond: low('acknowledgedPerSecond'),
    ...{ p50Ms: high('p50Ms'), p99Ms: high('p99Ms') },
    mostPerSecond: low('mostPerSecond'),
    refused: Math.max(...values('refused')),
  };
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}
