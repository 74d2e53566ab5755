import type { ArmFigures } from './arm/arm-figures.ts';
import type { FleetFigures } from './fleets/measure-fleets.ts';
import type { measureHints } from './hints/measure-hints.ts';
import type { measureScaleOuts } from './scale-out/measure-scale-outs.ts';

interface Figures {
  hints: Awaited<ReturnType<typeof measureHints>>;
  fleets: FleetFigures;
  scaleOut: Awaited<ReturnType<typeof measureScaleOuts>>;
  arm: ArmFigures;
}

export interface Goal {
  what: string;
  figure: number;
  target: string;
  met: boolean;
}

/** The longest that the simulated Octopus takes for one (3 to 6 s). */
const HEALTH_CHECK_SECONDS = 6;

/** The goals, each with the figure it is judged by: medians where the machine decides, the worst of all runs where we do. */
export function reachOf({ hints, fleets, scaleOut, arm }: Figures): Goal[] {
  const { threeMinutes, threeMinutesOverprovisioned: extra, bySize } = scaleOut;
  const thousand = bySize.find(({ instances }) => instances === 1000) ?? threeMinutes;
  const { instances } = threeMinutes;
  return [
    atLeast(
      'hints acknowledged per second',
      hints.app.acknowledgedPerSecond.median,
      hints.offeredPerSecond * 0.98,
    ),
    below('p99 of acknowledging a hint at that rate, ms', hints.app.p99Ms.median, 50),
    atMost('hints refused', hints.app.refused, 0),
    ...callGoals(hints, fleets),
    atMost('ARM calls for 100 instances in three minutes, median', threeMinutes.armCalls.median, 7),
    atMost('ARM calls for 100 instances in three minutes, worst run', threeMinutes.armCalls.worst, 10),
    atMost(
      'simulated seconds from the last instance ready to the deployment request, worst run',
      threeMinutes.secondsFromLastReadyToRequest.worst,
      20,
    ),
    atMost(
      'simulated seconds from the last instance ready to the deployment request, median',
      threeMinutes.secondsFromLastReadyToRequest.median,
      HEALTH_CHECK_SECONDS + 3,
    ),
    atMost('the same with over-provisioning: ARM calls, worst run', extra.armCalls.worst, 12),
    atMost(
      'the same with over-provisioning: seconds from the last instance ready to the request, worst run',
      extra.secondsFromLastReadyToRequest.worst,
      20,
    ),
    atMost('Octopus calls for 100 instances, worst run', threeMinutes.octopusCalls.worst, 2 * instances + 40),
    atMost('Octopus calls for 1,000 instances, worst run', thousand.octopusCalls.worst, 2 * 1000 + 40),
    atMost('wall seconds for 1,000 instances', thousand.wallSeconds.median, 20),
    atMost(
      'MiB of memory for 1,000 instances, simulators included, worst run',
      thousand.peakMemoryMib.worst,
      1024,
    ),
    below('bytes of the largest payload at 1,000 instances', thousand.largestPayloadBytes.worst, 45_000),
    ...armGoals(arm),
  ];
}

function callGoals({ calls }: Figures['hints'], fleets: FleetFigures): Goal[] {
  const { door } = calls.single;
  return [
    atMost('store calls to take a hint', door.storeReads + door.storeWrites, 2),
    atMost('client calls to take a hint', door.clientCalls, 1),
    atMost(
      'store calls for a hint in a burst, all that follows included',
      calls.inBurst.storeReads + calls.inBurst.storeWrites,
      2,
    ),
    // Two for the page; one for each fleet, whether its oldest hint still waits.
    atMost('store reads for a page of 100 fleets', fleets.storeReadsPerPage, 102),
    atMost('share of 1,000 fleets at one tick', Math.max(...fleets.turnsPerTick) / fleets.fleets, 0.25),
  ];
}

function armGoals({ getsPerSecond, listMilliseconds, heapMebibytes }: ArmFigures): Goal[] {
  const growth = heapMebibytes['1000 sets'] / heapMebibytes['100 sets'];
  return [
    atLeast('GETs of a scale set per second, simulated Azure', getsPerSecond, 2000),
    below('ms to list 1,000 instances with instance view, simulated Azure', listMilliseconds['1000'], 50),
    atMost('times the memory for ten times the scale sets, simulated Azure', growth, 11),
  ];
}

function atLeast(what: string, figure: number, least: number): Goal {
  return { what, figure, target: `at least ${least}`, met: figure >= least };
}

function atMost(what: string, figure: number, most: number): Goal {
  return { what, figure, target: `at most ${most}`, met: figure <= most };
}

function below(what: string, figure: number, limit: number): Goal {
  return { what, figure, target: `below ${limit}`, met: figure < limit };
}
