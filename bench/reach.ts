import type { ArmFigures } from './arm/arm-figures.ts';
import type { CliFigures } from './cli/measure-cli.ts';
import type { FleetFigures } from './fleets/measure-fleets.ts';
import type { measureHints } from './hints/measure-hints.ts';
import type { PackageFigures } from './package/measure-package.ts';
import type { RolloutFigures } from './rollouts/measure-rollouts.ts';
import type { measureScaleOuts } from './scale-out/measure-scale-outs.ts';

interface Figures {
  hints: Awaited<ReturnType<typeof measureHints>>;
  fleets: FleetFigures;
  scaleOut: Awaited<ReturnType<typeof measureScaleOuts>>;
  arm: ArmFigures;
  rollouts: RolloutFigures;
  cli: CliFigures;
  package: PackageFigures;
}

export interface Goal {
  what: string;
  figure: number;
  target: string;
  met: boolean;
}

/** The longest that the simulated Octopus takes for one (3 to 6 s). */
const HEALTH_CHECK_SECONDS = 6;

/** The goals of what was measured, each with the figure it is judged by: medians where the machine decides, the worst of all runs where we do. */
export function reachOf(figures: Partial<Figures>): Goal[] {
  const { hints, fleets, scaleOut, rollouts, arm, cli } = figures;
  return [
    ...(hints ? hintGoals(hints) : []),
    ...(fleets ? fleetGoals(fleets) : []),
    ...(scaleOut ? scaleOutGoals(scaleOut) : []),
    ...(rollouts ? rolloutGoals(rollouts) : []),
    ...(arm ? armGoals(arm) : []),
    ...(cli ? cliGoals(cli) : []),
    ...(figures.package ? packageGoals(figures.package) : []),
  ];
}

function packageGoals({ timesBare, zipMegabytes }: PackageFigures): Goal[] {
  return [
    atMost('times the processor time that loading a bare app takes', timesBare, 1.3),
    atMost('MB of the zip that is deployed', zipMegabytes, 2),
  ];
}

function cliGoals({ milliseconds }: CliFigures): Goal[] {
  return [below('ms until `fleet --help` has ended', milliseconds.help, 150)];
}

function hintGoals({ app, offeredPerSecond, calls }: Figures['hints']): Goal[] {
  const { door } = calls.single;
  return [
    atLeast('hints acknowledged per second', app.acknowledgedPerSecond.median, offeredPerSecond * 0.98),
    below('p99 of acknowledging a hint at that rate, ms', app.p99Ms.median, 50),
    atMost('hints refused', app.refused, 0),
    atMost('store calls to take a hint', door.storeReads + door.storeWrites, 2),
    atMost('client calls to take a hint', door.clientCalls, 1),
    atMost(
      'store calls for a hint in a burst, all that follows included',
      calls.inBurst.storeReads + calls.inBurst.storeWrites,
      2,
    ),
  ];
}

function fleetGoals({ fleets, storeReadsPerPage, turnsPerTick }: FleetFigures): Goal[] {
  return [
    // Two for the page; for each fleet, whether its oldest hint still waits, and which rollout is under way.
    atMost('store reads for a page of 100 fleets', storeReadsPerPage, 202),
    atMost('share of 1,000 fleets at one tick', Math.max(...turnsPerTick) / fleets, 0.25),
  ];
}

function scaleOutGoals({
  threeMinutes,
  threeMinutesOverprovisioned: extra,
  bySize,
}: Figures['scaleOut']): Goal[] {
  const thousand = bySize.find(({ instances }) => instances === 1000) ?? threeMinutes;
  const { instances } = threeMinutes;
  return [
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
  ];
}

function rolloutGoals({ bySize, growthExponents, manyFleets }: RolloutFigures): Goal[] {
  return [
    ...bySize
      .filter(({ instances }) => instances === 1000)
      .map(({ timesTheFloor }) =>
        atMost('ARM calls of a canary to 1,000 instances, times the floor', timesTheFloor, 1.5),
      ),
    ...growthExponents.flatMap(({ from, to, wallSeconds, activities, recordBytes }) => [
      atMost(`growth of a canary’s wall time, ${from} to ${to} instances`, wallSeconds, 1),
      atMost(`growth of its activities, ${from} to ${to} instances`, activities, 1),
      atMost(`growth of its record, ${from} to ${to} instances`, recordBytes, 1),
    ]),
    atMost(
      `times that ${manyFleets.fleets} fleets at once found a token bucket empty`,
      manyFleets.throttled,
      0,
    ),
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
