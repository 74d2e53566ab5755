import type { Store } from '../store/store.ts';
import type { FaultEffect, FaultMatch, FaultRule } from './fault.ts';

type Stage = 'accept' | 'finish' | 'event';
type EffectOf<S extends Stage> = Extract<FaultEffect, Record<S, string>>;

/**
 * The effects of all rules of one stage that hit this occurrence; counts the occurrence on every rule that matches.
 * The caller commits.
 */
export function faultsFor<S extends Stage>(
  store: Store,
  stage: S,
  occurrence: FaultMatch,
): Array<EffectOf<S>> {
  const effects: Array<EffectOf<S>> = [];
  for (const rule of store.faults.values()) {
    if (!(stage in rule.effect) || !matches(rule.match, occurrence)) continue;
    const seen = rule.seen + 1;
    store.faults.put({ ...rule, seen });
    if (hits(rule, seen)) effects.push(rule.effect as EffectOf<S>);
  }
  return effects;
}

function hits(rule: FaultRule, seen: number): boolean {
  return seen >= rule.nth && (rule.times === null || seen < rule.nth + rule.times);
}

function matches(match: FaultMatch, occurrence: FaultMatch): boolean {
  return (
    same(match.operation, occurrence.operation) &&
    same(match.instance, occurrence.instance) &&
    (match.resource === undefined ||
      (occurrence.resource ?? '').toLowerCase().includes(match.resource.toLowerCase()))
  );
}

function same(wanted: string | undefined, actual: string | undefined): boolean {
  return wanted === undefined || wanted.toLowerCase() === actual?.toLowerCase();
}
