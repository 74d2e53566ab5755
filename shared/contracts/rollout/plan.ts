import * as z from 'zod';
import { Change, type Place, type Size, type Traits } from './facets.ts';
import { Gate } from './gate.ts';

/** The smallest thing a rollout does: a change, a wait until the machines are there, or a gate. */
export const Move = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), change: Change, why: z.string() }),
  /** Until the unit has exactly so many machines, every one of them ready. */
  z.object({ kind: z.literal('ready'), unit: z.string(), size: z.int() }),
  /** The unit grows by as many machines as the other has grown since the plan was made, to `most` of them: what changes places must be as large. */
  z.object({ kind: z.literal('level'), unit: z.string(), with: z.string(), most: z.int() }),
  /** Until whatever traffic comes through finds the unit's machines well. */
  z.object({ kind: z.literal('reachable'), unit: z.string() }),
  z.object({ kind: z.literal('gate'), gate: Gate }),
]);
export type Move = z.infer<typeof Move>;

export const StepKind = z.enum([
  'setup',
  'upgrade',
  'verify',
  'pause',
  'bake',
  'webhook',
  'swap',
  'downsize',
  'finish',
]);
export type StepKind = z.infer<typeof StepKind>;

/** One step as people see it. */
export const PlannedStep = z.object({
  kind: StepKind,
  title: z.string(),
  moves: z.array(Move),
  /** How long the step may take before it counts as failed. */
  deadlineSeconds: z.number(),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/** Machines of old and new after one move. */
export interface CapacityPoint {
  step: number;
  move: number;
  stable: number;
  new: number;
}

/** What a rollout is going to do, decided before its first write. */
export const Plan = z.object({
  newUnit: z.string(),
  revision: z.int(),
  /** The unit that serves today; absent for the first one of all. */
  stableUnit: z.string().optional(),
  /** How many machines it has before the rollout. */
  stableDesired: z.int().optional(),
  /** Where traffic comes through; absent when nothing is switched. */
  front: z.string().optional(),
  desired: z.int(),
  steps: z.array(PlannedStep),
  /** From here on the rollout has succeeded; what follows only clears up, and the old unit is a way back. */
  successAt: z.int(),
});
export type Plan = z.infer<typeof Plan>;

/** Something that was checked before the first write. */
export const Check = z.object({
  code: z.string(),
  result: z.enum(['ok', 'warning', 'failed', 'unknown']),
  message: z.string(),
  nextStep: z.string().optional(),
});
export type Check = z.infer<typeof Check>;

/** A unit of the fleet as its provider shows it. */
export interface UnitSeen {
  name: string;
  /** The number in its name or tags; 0 for a base that serves itself. */
  revision: number;
  size: Size;
  ready: number;
  hasAutoscale: boolean;
  place: Place;
  labels: Record<string, string>;
  /** Locked, protected, or of somebody else: never removed. */
  isProtected: boolean;
}

/** All that a plan is made from. */
export interface World {
  traits: Traits;
  /** What new units are made like. */
  base: string;
  /** The unit that serves today. */
  stable?: string;
  units: UnitSeen[];
  /** The name that the next unit gets, and its number. */
  next: { name: string; revision: number };
  /** What `sameAsRunning` means at the moment. */
  running: Size;
  /** Key of the row that holds the base's autoscale setting whole; absent when it has none. */
  baseAutoscale?: string;
  /** Where traffic comes through; absent when nothing is switched. */
  front?: string;
  checks: Check[];
}
