import type { Change, Place, Size, Traits } from './facets.ts';
import type { Gate } from './gate.ts';

/** The smallest thing a rollout does: a change, a wait until the machines are there, or a gate. */
export type Move =
  | { kind: 'change'; change: Change; why: string }
  /** Until the unit has exactly so many machines, every one of them ready. */
  | { kind: 'ready'; unit: string; size: number }
  /** Until whatever traffic comes through finds the unit's machines well. */
  | { kind: 'reachable'; unit: string }
  | { kind: 'gate'; gate: Gate };

export type StepKind =
  'setup' | 'upgrade' | 'verify' | 'pause' | 'bake' | 'webhook' | 'swap' | 'downsize' | 'finish';

/** One step as people see it. */
export interface PlannedStep {
  kind: StepKind;
  title: string;
  moves: Move[];
  /** How long the step may take before it counts as failed. */
  deadlineSeconds: number;
}

/** Machines of old and new after one move. */
export interface CapacityPoint {
  step: number;
  move: number;
  stable: number;
  new: number;
}

/** What a rollout is going to do, decided before its first write. */
export interface Plan {
  newUnit: string;
  revision: number;
  /** The unit that serves today; absent for the first one of all. */
  stableUnit?: string;
  desired: number;
  steps: PlannedStep[];
  /** From here on the rollout has succeeded; what follows only clears up, and the old unit is a way back. */
  successAt: number;
}

/** Something that was checked before the first write. */
export interface Check {
  code: string;
  result: 'ok' | 'warning' | 'failed' | 'unknown';
  message: string;
  nextStep?: string;
}

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
