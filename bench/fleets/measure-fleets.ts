import { run } from '../child.ts';

/** A thousand fleets: putting them, listing them, and one period of the timer over all of them. */
export interface FleetFigures {
  fleets: number;
  /** Eight clients at a time, the first reactions included. */
  putsPerSecond: number;
  /** By pages of 100, each with its status. */
  msPerPage: number;
  storeReadsPerPage: number;
  /** How many fleets have their turn at each tick of a period, and what the simulated minute took, reactions included. */
  turnsPerTick: number[];
  wallMsPerTick: { median: number; worst: number };
  storeCallsPerTurn: number;
  clientCallsPerTurn: number;
}

/** In a process of its own. */
export function measureFleets(): Promise<FleetFigures> {
  return run<FleetFigures>('./fleets/program.ts', null);
}
