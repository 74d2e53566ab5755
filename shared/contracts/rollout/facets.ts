import type { RolloutImage } from './image.ts';
import type { Credentials } from './policy.ts';

/** How many machines a unit has and may have. */
export interface Size {
  min: number;
  desired: number;
  max: number;
}

/** Where a unit's machines are reached: a share of production in percent (0 or 100 where there is only membership). */
export interface Place {
  production: number;
  stage: boolean;
  /** Copied traffic in percent, its answers thrown away. */
  mirror: number;
}

/** A unit that is to be made: like which one, but of this image. */
export interface UnitSpec {
  like: string;
  image: RolloutImage;
  size: Size;
  place: Place;
  /** What `place` is about; absent where nothing is switched. */
  front?: string | undefined;
  revision: number;
  labels: Record<string, string>;
  /** By reference only. */
  secrets: Credentials;
}

/**
 * Everything that a rollout changes, each read whole and made so by an absolute value: repeating it is harmless, and the
 * way back is data. Small; what is large (a whole model, an autoscale setting) is kept in a row of its own.
 */
export interface Facets {
  existence: 'absent' | { made: UnitSpec } | 'present';
  size: Size;
  autoscale: 'off' | { saved: string };
  /** Of the front that traffic comes through: the place of every unit behind it. */
  exposure: Record<string, Place>;
  labels: Record<string, string>;
}
export type Facet = keyof Facets;

/** One change of the world; `of` is a unit, or the front for `exposure`. */
export type Change = { [F in Facet]: { facet: F; of: string; to: Facets[F] } }[Facet];

/** What a planner asks of a provider in place of "which cloud is it?". */
export interface Traits {
  /** What grows from step to step: machines, or the share of the traffic. */
  progress: 'instances' | 'share';
  /** The size that a new unit is born with. */
  newUnit: 'empty' | 'full';
  /** Whether one write moves one unit, or all of them at once. */
  exposure: 'unitByUnit' | 'atOnce';
}
