import { type Meter, metrics } from '@opentelemetry/api';
import { isTelemetryOn } from './telemetry.ts';

interface Measure {
  kind: 'counter' | 'gauge' | 'histogram';
  /** UCUM. */
  unit: string;
  about: string;
  /** All that it may be told apart by: each has few values, and none names a machine. */
  by: readonly string[];
}

/**
 * Every metric of the app, without its prefix `fleet_conductor.`; alerts and workbooks go by these names. An activity that is
 * repeated counts again: they are for graphs and alerts, and the timeline says what really was.
 */
export const MEASURES = {
  'fleet.instances': {
    ...{ kind: 'gauge', unit: '{instance}', by: ['fleet', 'state'] },
    about: 'Instances in the ledger by state, as of the last look.',
  },
  'fleet.desired': {
    ...{ kind: 'gauge', unit: '{instance}', by: ['fleet'] },
    about: 'The capacity of all members, as of the last look.',
  },
  reactions: {
    ...{ kind: 'counter', unit: '{reaction}', by: ['fleet', 'outcome'] },
    about: 'Reactions that ended.',
  },
  'reaction.duration': {
    ...{ kind: 'histogram', unit: 's', by: ['fleet', 'outcome'] },
    about: 'From the first hint on record to the end.',
  },
  'hints.waiting': {
    ...{ kind: 'gauge', unit: '{hint}', by: ['fleet'] },
    about: 'Hints that waited when they were last collected.',
  },
  'hint.age': {
    ...{ kind: 'gauge', unit: 's', by: ['fleet'] },
    about: 'Age of the oldest hint that nobody has taken.',
  },
  'reconcile.lag': {
    ...{ kind: 'gauge', unit: 's', by: ['fleet'] },
    about: 'Since when the fleet has not been looked after; 0 while it is.',
  },
  'targets.pruned': { kind: 'counter', unit: '{target}', by: ['fleet'], about: 'Targets removed.' },
  'prune.refused': {
    ...{ kind: 'counter', unit: '{run}', by: ['fleet', 'rule'] },
    about: 'Runs in which a guard kept targets until a person says yes.',
  },
  rollouts: {
    ...{ kind: 'counter', unit: '{rollout}', by: ['fleet', 'strategy', 'outcome'] },
    about: 'Rollouts that ended; `stalled` at each tick at which one makes no progress.',
  },
  'rollout.duration': {
    ...{ kind: 'histogram', unit: 's', by: ['fleet', 'strategy', 'phase'] },
    about: 'How long a rollout took, holds included.',
  },
  'step.duration': { kind: 'histogram', unit: 's', by: ['kind'], about: 'How long a rollout’s step took.' },
  verification: {
    ...{ kind: 'counter', unit: '{measurement}', by: ['metric', 'verdict'] },
    about: 'Measurements at gates.',
  },
  'arm.calls': {
    ...{ kind: 'counter', unit: '{call}', by: ['operation', 'status'] },
    about: 'Requests to Azure Resource Manager.',
  },
  'arm.throttled': {
    kind: 'counter',
    unit: '{call}',
    by: ['operation'],
    about: 'Those of them that were refused with 429.',
  },
  'octopus.calls': {
    ...{ kind: 'counter', unit: '{call}', by: ['server', 'operation', 'status'] },
    about: 'Requests to Octopus servers; `none` without an answer.',
  },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;
/** Exactly what the metric is told apart by. */
export type By<N extends MeasureName> = Record<(typeof MEASURES)[N]['by'][number], string>;

type Record1 = (value: number, by: Record<string, string>) => void;
/** The API has no stand-in for meters of a provider that comes later: they are made when they are first needed. */
const made = new WeakMap<object, Map<MeasureName, Record1>>();

/** Records one value, if anybody listens: added to a counter, the present one of a gauge, one of many in a histogram. */
export function measured<N extends MeasureName>(name: N, value: number, by: By<N>): void {
  if (!isTelemetryOn()) return;
  const provider = metrics.getMeterProvider();
  const known = made.get(provider) ?? new Map<MeasureName, Record1>();
  made.set(provider, known);
  const record = known.get(name) ?? instrument(metrics.getMeter('fleet-conductor'), name);
  known.set(name, record);
  record(value, by);
}

/** Counts one. */
export function counted<N extends MeasureName>(name: N, by: By<N>): void {
  measured(name, 1, by);
}

function instrument(meter: Meter, name: MeasureName): Record1 {
  const { kind, unit, about: description } = MEASURES[name];
  const full = `fleet_conductor.${name}`;
  if (kind === 'counter') {
    const counter = meter.createCounter(full, { unit, description });
    return (value, by) => counter.add(value, by);
  }
  const other =
    kind === 'gauge'
      ? meter.createGauge(full, { unit, description })
      : meter.createHistogram(full, { unit, description, advice: { explicitBucketBoundaries: SECONDS } });
  return (value, by) => other.record(value, by);
}

/** From a reaction that finds nothing to do to a rollout over night. */
const SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 4 * 3600, 24 * 3600];
