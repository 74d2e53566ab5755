import type { NamedFleet } from '../contracts/fleet.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Change, Facet, Facets, Traits } from '../contracts/rollout/facets.ts';
import type { MetricCheck } from '../contracts/rollout/gate.ts';
import type { World } from '../contracts/rollout/plan.ts';
import type { RolloutPolicy } from '../contracts/rollout/policy.ts';

/** How far a change is that was begun. */
export type Progress =
  /** `operation` is the provider's own token: all that `poll` needs, in any process, of any version. */
  | { state: 'running'; operation: string; pollAfterSeconds: number }
  /** `replaced`: what others had made of it since it was last read, and is not there any more, for people. */
  | { state: 'done'; replaced?: string }
  /** For good; what can pass is thrown as Transient and asked again. */
  | { state: 'failed'; problem: Problem };

/** Which attempt a change belongs to: the same on repetition. */
export interface Attempt {
  once: string;
  /** When it was journaled (ISO 8601). */
  at: string;
}

/** One facet of units, or of the front: read whole, and made so by an absolute value. */
export interface Changeable<T> {
  /** As it is now. What a unit that is not there has: `absent`, no machines, no autoscale, no labels. */
  read(of: string): Promise<T>;
  /** Returns before the cloud is done. What is so already is `done`: an answer that got lost may be asked for again. */
  begin(of: string, to: T, attempt: Attempt): Promise<Progress>;
}

/** Whether a unit's machines are there, by effects: what lists and the machines' own health show. */
export interface Readiness {
  /** How many there are, whatever their state; those on their way out are counted too. */
  size: number;
  ready: number;
  /** They never become ready by waiting. */
  failed: { name: string; reason: string }[];
  /** Why the others are not ready yet, for people. */
  waitingFor: { name: string; reason: string }[];
}

/** A machine of a unit, as probes need it. */
export interface UnitMachine {
  name: string;
  privateIp?: string;
}

export interface MetricQuery {
  check: MetricCheck;
  /** Whose metric it is: a unit, or the front. */
  of: string;
}

/**
 * One fleet's cloud, as far as a rollout changes or asks it. Units are called by their names, the front by the name that
 * `survey` gave it. Throws `ProblemError`; each call has a time-out and never retries by itself.
 */
export interface RolloutProvider {
  readonly traits: Traits;
  readonly facets: { [F in Facet]: Changeable<Facets[F]> };
  /** May answer another token: a change may be several operations one after the other. */
  poll(operation: string): Promise<Progress>;
  /** All that a plan is made from; changes nothing but what is saved. Its checks say what would keep the policy from working. */
  survey(policy: RolloutPolicy): Promise<World>;
  readiness(unit: string): Promise<Readiness>;
  /** Whether traffic that comes through the front finds the unit's machines well. */
  reach(unit: string, front: string | undefined): Promise<{ well: boolean; why: string }>;
  machines(unit: string): Promise<UnitMachine[]>;
  /** What the machines' own application health says; `unknown`: of those that say nothing. */
  health(unit: string): Promise<{ healthy: number; unhealthy: string[]; unknown: number }>;
  /** One value over the window; `undefined`: the monitor has none. */
  metric(query: MetricQuery): Promise<number | undefined>;
  /** The id under which events name the unit's machines: a scale set id, lower case. */
  memberId(unit: string): string;
  /**
   * For the plan: calls to the cloud, those of the fleet that sees it come included, and how long it usually takes, when
   * the units have so many machines. Pure.
   */
  cost(change: Change, machines: ReadonlyMap<string, number>): { calls: number; seconds: number };
}

/** What is too large for a record: whole models, autoscale settings. By content, so saving twice is harmless. */
export interface SavedValues {
  /** Answers the key. */
  save(value: unknown): Promise<string>;
  load(key: string): Promise<unknown>;
}

/** Secrets by name, from the app's settings or a vault; `undefined`: there is none of that name. Never logged, never stored. */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
}

/** Where rollouts get the provider of a fleet's cloud. */
export interface RolloutProviders {
  of(fleet: NamedFleet, saved: SavedValues): RolloutProvider;
}
