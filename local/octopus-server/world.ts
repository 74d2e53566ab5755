import type { Store } from './store/store.ts';

/** What tells the time and wakes at a time, in milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  at(time: number, wake: () => void): () => void;
}

/** Says what listens at an address at an instant; undefined = nothing answers there. */
export type TentacleLookup = (
  host: string,
  port: number,
  now: number,
) => { thumbprint: string; healthy: boolean } | undefined;

/** A span of milliseconds [least, most] from which the seed draws. */
export type Range = readonly [least: number, most: number];

/** What may be set before the start and, through the side door, later. All spans in milliseconds of the clock. */
export interface Settings {
  seed: number;
  /** Tasks that run at once; Octopus's default is 5 per node. */
  taskCap: number;
  /** From queueing to the earliest start. */
  pickUp: Range;
  health: Range;
  /** How long a health check waits for a machine that does not answer. */
  connectTimeout: number;
  deployment: Range;
  /** Added to a deployment for each machine. */
  perMachine: number;
  cancelling: Range;
  /** How long an access token holds. */
  accessToken: number;
  tentacleAt: TentacleLookup | undefined;
  /** By which address the server speaks of itself; by the one that it is called by when undefined. */
  publicUrl: string | undefined;
  /** What the key's user may do, by Octopus's names of permissions; everything when undefined. */
  permissions: readonly string[] | undefined;
}

/** What an operation works on: the documents and the instant. */
export interface World {
  readonly store: Store;
  readonly now: number;
  readonly settings: Settings;
}

export const DEFAULT_SETTINGS: Settings = {
  seed: 1,
  taskCap: 5,
  pickUp: [200, 1000],
  health: [3_000, 6_000],
  connectTimeout: 20_000,
  deployment: [20_000, 40_000],
  perMachine: 0,
  cancelling: [500, 2_000],
  accessToken: 3_600_000,
  tentacleAt: undefined,
  publicUrl: undefined,
  permissions: undefined,
};
