import * as z from 'zod';
import { Credentials } from './credentials.ts';
import { RolloutImage } from './image.ts';

/** How many machines a unit has and may have. */
export const Size = z.object({ min: z.int(), desired: z.int(), max: z.int() });
export type Size = z.infer<typeof Size>;

/** Where a unit's machines are reached: a share of production in percent (0 or 100 where there is only membership). */
export const Place = z.object({
  production: z.number(),
  stage: z.boolean(),
  /** Copied traffic in percent, its answers thrown away. */
  mirror: z.number(),
});
export type Place = z.infer<typeof Place>;

const Labels = z.record(z.string(), z.string());

/** A unit that is to be made: like which one, but of this image. */
export const UnitSpec = z.object({
  like: z.string(),
  image: RolloutImage,
  size: Size,
  place: Place,
  /** What `place` is about; absent where nothing is switched. */
  front: z.string().optional(),
  revision: z.int(),
  labels: Labels,
  /** By reference only. */
  secrets: Credentials,
});
export type UnitSpec = z.infer<typeof UnitSpec>;

/**
 * Everything that a rollout changes, each read whole and made so by an absolute value: repeating it is harmless, and the
 * way back is data. Small; what is large (a whole model, an autoscale setting) is kept in a row of its own.
 */
export const FACETS = {
  existence: z.union([z.enum(['absent', 'present']), z.object({ made: UnitSpec })]),
  size: Size,
  autoscale: z.union([z.literal('off'), z.object({ saved: z.string() })]),
  /** Of the front that traffic comes through: the place of every unit behind it. */
  exposure: z.record(z.string(), Place),
  labels: Labels,
};
export type Facet = keyof typeof FACETS;
export type Facets = { [F in Facet]: z.infer<(typeof FACETS)[F]> };

/** One change of the world; `of` is a unit, or the front for `exposure`. */
export type Change = { [F in Facet]: { facet: F; of: string; to: Facets[F] } }[Facet];

function changeOf<F extends Facet>(facet: F) {
  return z.object({ facet: z.literal(facet), of: z.string(), to: FACETS[facet] });
}

export const Change: z.ZodType<Change> = z.discriminatedUnion('facet', [
  changeOf('existence'),
  changeOf('size'),
  changeOf('autoscale'),
  changeOf('exposure'),
  changeOf('labels'),
]);

/** What a planner asks of a provider in place of "which cloud is it?". */
export interface Traits {
  /** What grows from step to step: machines, or the share of the traffic. */
  progress: 'instances' | 'share';
  /** The size that a new unit is born with. */
  newUnit: 'empty' | 'full';
  /** Whether one write moves one unit, or all of them at once. */
  exposure: 'unitByUnit' | 'atOnce';
}
